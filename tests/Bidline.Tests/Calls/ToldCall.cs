using System.Collections.Frozen;
using Bidline.Auctions;
using Bidline.Billing;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Primitives;

namespace Bidline.Tests.Calls;

/// <summary>Tells a call event by event, with a clock that the test moves.</summary>
internal sealed class ToldCall
{
    public static readonly BuyerId Acme = new("acme");
    public static readonly BuyerId Beta = new("beta");
    public static readonly TargetId AcmeFlorida = new("acme-fl");
    public static readonly TargetId BetaLegal = new("beta-legal");

    private readonly List<CallLogEntry> _log = [];
    private TimeSpan _offset;

    public ToldCall() => Then(0, new CallEvent.Received(
        Given.AnInboundCall(), new CampaignId("auto-fl"), new PublisherId("zeta"), 37, "hash", "node.1"));

    public IReadOnlyList<CallLogEntry> Log => _log;

    public Call Call => Call.From(_log)!;

    public SaleTerms Terms { get; init; } = new(
        Money.Usd(34), new QualifyRule(TimeSpan.FromSeconds(90)), new PublisherId("zeta"),
        new PayoutTerms.PercentOfRevenue(80, null, null), new QualifyRule(TimeSpan.FromSeconds(60)));

    /// <summary>Names for acme and beta, as trace.md 3.3 has them.</summary>
    public static CampaignBook Book { get; } = Given.ABook(
        Given.ACampaign("acme-fl", "beta-legal"),
        Given.ATarget() with { Name = "FL desk" },
        Given.ATarget("beta-legal", "beta") with { Name = "Beta Legal" }) with
        {
            Buyers = new[]
            {
                Given.ABuyer() with { Name = "Acme Insurance" }, Given.ABuyer("beta") with { Name = "Beta Legal" },
            }.ToFrozenDictionary(buyer => buyer.Id),
        };

    public static Candidate Row(
        TargetId target, CandidateStage stage, Reason reason, decimal? bid = null, int? rank = null) => new(
        target, target == BetaLegal ? Beta : Acme, 0, stage, reason, [], rank,
        bid is { } units ? Money.Usd(units) : null, bid is { } same ? Money.Usd(same) : null);

    public static Candidate NotAsked(string target, string code, params (string Name, string? Value)[] values) =>
        Row(new TargetId(target), CandidateStage.NotAsked, Reason.Of(code, values));

    public static AuctionRecord Auction(params Candidate[] rows) => new(
        new AuctionId(Guid.Parse("0197b0de-0000-7000-8000-00000000000a")), Given.CallId, "call", AuctionType.FirstPrice,
        RankBy.Price, Money.Usd(24), TimeSpan.FromMilliseconds(800), 0x9f, Given.Monday9Am, TimeSpan.FromMilliseconds(31),
        rows);

    /// <summary>Acme wins at 34.00, Beta is next at 31.50.</summary>
    public ToldCall Auctioned() => Then(0.1, new CallEvent.AuctionClosed(Auction(
        Row(AcmeFlorida, CandidateStage.Won, Reason.Of("won"), 34, 1),
        Row(BetaLegal, CandidateStage.Lost, Reason.Of("lost.price"), 31.50m, 2))));

    public ToldCall Dialled(int attempt, TargetId target) => Then(0, new CallEvent.FundsHeld(
            attempt, HoldId.For(Given.CallId, attempt), target, target == BetaLegal ? Beta : Acme, Terms))
        .Then(0, new CallEvent.DialStarted(attempt, target, "sip:sales@127.0.0.1:5070"));

    public ToldCall Failed(int attempt, TargetId target, string code, double rang) => Then(
        rang, new CallEvent.DialFailed(attempt, target, Reason.Of(code), 486, TimeSpan.FromSeconds(rang)));

    public ToldCall Answered(int attempt, TargetId target, double rang) =>
        Then(rang, new CallEvent.Connected(attempt, target, TimeSpan.FromSeconds(rang)));

    public ToldCall Ended(CallOutcome outcome, Reason reason, double after = 0, double talk = 0) => Then(
        after + talk, new CallEvent.Ended(outcome, reason, EndedBy.Caller, TimeSpan.FromSeconds(talk), null));

    /// <summary>As the settled half judges it.</summary>
    public ToldCall Settled()
    {
        var ended = SoldCall.Of(_log)!;
        var verdicts = ended.Judge();
        var sale = ended.Price(verdicts);
        return Then(0.1, new CallEvent.Settled(
            verdicts.Buyer.Reason, verdicts.Publisher.Reason, sale.Revenue, sale.Payout, sale.Margin,
            sale.Revenue.IsZero ? null : CallPosting.IdOf(Given.CallId)));
    }

    public ToldCall Then(double seconds, CallEvent happened)
    {
        _offset += TimeSpan.FromSeconds(seconds);
        _log.Add(new CallLogEntry(Given.CallId, _log.Count + 1, Given.Monday9Am + _offset, _offset, happened));
        return this;
    }
}
