using System.Globalization;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Auctions.Trials;

/// <summary>
/// Asks one target's bidder about a caller who does not exist, in the words and by the client of an auction, and says
/// what the answer would have been worth. Nothing is dialled, booked or kept, and the bidder's breaker hears nothing of
/// it. One instance a process, safe on any thread.
/// </summary>
/// <param name="ask">Sends one request and keeps what went over the wire.</param>
/// <param name="health">Asked how long this bidder would be waited for now, and told nothing.</param>
public sealed class BidderTrial(
    AuctionSettings settings,
    IReadOnlyList<IBuyerProtocol> protocols,
    WatchBidder ask,
    DestinationPolicy destinations,
    BidderHealth health,
    TimeProvider clock)
{
    private readonly CallerHash _hash = new(settings.CallerHashKey);
    private readonly TrialPace<TargetId> _pace = new(clock);

    public async Task<TrialOutcome> RunAsync(CampaignBook book, TrialOrder order)
    {
        if (!book.Targets.TryGetValue(order.Target, out var target)) return new TrialOutcome.NoTarget();
        if (target.Price is not TargetPrice.Bidder { Terms: var terms }) return new TrialOutcome.NoBidder();
        var sales = TrialSales.Of(book, target);
        if (sales.Find(order.Campaign, order.Publisher) is not { } asked) return new TrialOutcome.NotSoldThere();
        if (_pace.TryBegin(target.Id) is { } wait) return new TrialOutcome.TooSoon(wait);

        var auction = OrderOf(book, asked, target, order.Caller);
        var requests = new BidRequests(auction, settings, _hash);
        var times = new AnswerTimes(auction.Deadline, settings, health);
        var told = times.Told(times.Of(EntrantOf(auction, terms)).Span, TimeSpan.Zero);
        var request = requests.For(book.Buyers[target.Buyer], terms, told);
        var protocol = protocols.First(one => one.Name == terms.Protocol);
        var reply = await ask(protocol, request, terms).ConfigureAwait(false);
        return new TrialOutcome.Done(new TrialReport(
            target,
            terms,
            sales.All.Count == 0 ? null : asked.Campaign.Id,
            sales.All.Count == 0 ? null : asked.Publisher.Id,
            reply.Answer,
            reply.Exchange is { } exchange ? Masked.Of(exchange) : null,
            requests.ShownOn(terms),
            VerdictsOf(book, sales, terms, order, reply.Answer, reply.Exchange?.Times.Taken ?? TimeSpan.Zero)));
    }

    /// <summary>
    /// Reads an answer that is there already, by the terms that this book has: what it would mean if they were in force.
    /// Nobody is asked.
    /// </summary>
    public TrialOutcome Read(CampaignBook book, TrialOrder order, ReceivedAnswer received, TimeSpan took)
    {
        if (!book.Targets.TryGetValue(order.Target, out var target)) return new TrialOutcome.NoTarget();
        if (target.Price is not TargetPrice.Bidder { Terms: var terms }) return new TrialOutcome.NoBidder();
        var sales = TrialSales.Of(book, target);
        if (sales.Find(order.Campaign, order.Publisher) is not { } asked) return new TrialOutcome.NotSoldThere();
        var request = new BidRequests(OrderOf(book, asked, target, order.Caller), settings, _hash)
            .For(book.Buyers[target.Buyer], terms, terms.Timeout);
        var http = new BidderHttpAnswer(received.Status, received.Header("Content-Type"), received.Body);
        var answer = protocols.First(one => one.Name == terms.Protocol).Read(http, request, terms);
        return new TrialOutcome.Read(answer, VerdictsOf(book, sales, terms, order, answer, took));
    }

    private IReadOnlyList<TrialVerdict> VerdictsOf(
        CampaignBook book, TrialSales sales, BidderTerms terms, TrialOrder order, BidAnswer answer, TimeSpan took) =>
        [.. sales.All.Select(sale => VerdictOf(
            OrderOf(book, sale, book.Targets[order.Target], order.Caller), terms, answer, took))];

    private TrialVerdict VerdictOf(AuctionOrder order, BidderTerms terms, BidAnswer answer, TimeSpan took)
    {
        var now = clock.GetUtcNow();
        var times = new AnswerTimes(order.Deadline, settings, health);
        var waits = times.Of(EntrantOf(order, terms)).Span;
        var judgement = new BidJudge(order, settings, destinations)
            .Judge(order.Candidacies[0], answer, now, now - took + order.Deadline);
        var refusal = judgement.Offer is null ? judgement.Reason : null;
        if (refusal is null && took > waits) refusal = Late(took);
        return new TrialVerdict(order.Campaign.Id, order.Publisher.Id, order.Floor.Amount, waits, refusal);
    }

    private AuctionOrder OrderOf(CampaignBook book, TrialSale sale, Target target, SampleCaller caller)
    {
        var (campaign, publisher, profile) = (sale.Campaign, sale.Publisher, caller.Profile());
        var candidacy = new Candidacy(target, book.Buyers[target.Buyer], 0, new TierTarget(target.Id, 1, 1), []);
        var facts = CallFacts.Of(profile, publisher.Id, campaign, clock.GetUtcNow());
        return new AuctionOrder(
            AuctionId.New(clock), CallId.New(clock), book, campaign, publisher, profile, [candidacy], Tier: 0, Seed: 0,
            "test", Test: true)
        {
            Floor = PriceFloors.Of(campaign.Auction, facts),
        };
    }

    private static Entrant EntrantOf(AuctionOrder order, BidderTerms terms) => new(0, order.Candidacies[0], terms);

    private static Reason Late(TimeSpan took) => Reason.Of(
        "error.timeout", ("ms", took.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)));
}
