using System.Globalization;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>
/// One auction while it is held: its line-up, its sheet and the rules its answers are judged by. Made for one call and
/// dropped after the last late answer.
/// </summary>
internal sealed class OpenAuction
{
    private readonly AuctionOrder _order;
    private readonly AuctionSettings _settings;
    private readonly TimeProvider _clock;
    private readonly BidJudge _judge;
    private readonly Appraisal _appraisal;
    private readonly RankingTerms _terms;
    private readonly RankKey[] _keys;
    private readonly BidderHealth _health;
    private readonly (double SentMs, IReadOnlyList<string>? Shown)[] _asked;
    private readonly bool[] _isCounted;
    private readonly long _started;
    private readonly DateTimeOffset _startedAt;

    public OpenAuction(
        AuctionOrder order, AuctionSettings settings, DestinationPolicy destinations, BidderHealth health, long turn,
        TimeProvider clock)
    {
        (_order, _settings, _health, _clock) = (order, settings, health, clock);
        (_started, _startedAt) = (clock.GetTimestamp(), clock.GetUtcNow());
        _judge = new BidJudge(order, settings, destinations);
        _appraisal = new Appraisal(order, _startedAt);
        var auction = order.Campaign.Auction;
        var by = order.Campaign.Tiers[order.Tier].By;
        _terms = new RankingTerms(auction.Type, by, order.Tier, order.Seed, turn, order.Floor.Amount)
        {
            RankBy = _appraisal.RankBy,
            Margin = auction.Margin,
            Payout = order.Campaign.Publishers.GetValueOrDefault(order.Publisher.Id)?.Payout,
        };
        Lineup = Lineup.Of(order, settings, health);
        _keys = Ranking.KeysOf(Lineup.Rows, _terms);
        DueAt = [.. Lineup.Entrants.Select(entrant => _started + Ticks(TimeOf(entrant)))];
        Sheet = new BidSheet(
            [.. Lineup.Entrants.Select(BestOf)],
            DueAt,
            auction.Type == AuctionType.SecondPrice && by == TierOrder.Auction,
            TimedOut);
        _asked = new (double, IReadOnlyList<string>?)[DueAt.Length];
        _isCounted = new bool[DueAt.Length];
    }

    public Lineup Lineup { get; }

    public BidSheet Sheet { get; }

    /// <summary>For each entrant the timestamp after which its answer is late.</summary>
    public long[] DueAt { get; }

    /// <summary>Milliseconds after the start, for the record.</summary>
    public double MsAt(long timestamp) => Math.Round(_clock.GetElapsedTime(_started, timestamp).TotalMilliseconds, 3);

    /// <summary>How long an entrant is waited for: its own limit, or the auction's less what deciding needs.</summary>
    public TimeSpan TimeOf(Entrant entrant)
    {
        var ours = _order.Campaign.Auction.Deadline - _settings.DecisionAllowance;
        return entrant.Terms is { } terms && terms.Timeout < ours ? terms.Timeout : ours;
    }

    /// <summary>The deadline that an entrant is told.</summary>
    public TimeSpan ToldTo(Entrant entrant)
    {
        var told = TimeOf(entrant) - _settings.NetworkAllowance;
        return told > TimeSpan.Zero ? told : TimeSpan.Zero;
    }

    /// <summary>What needs no request: a fixed price, or what the buyer's rules come to.</summary>
    public Judgement JudgeAtHand(Entrant entrant) => Appraised(entrant.Candidacy.Target.Price switch
    {
        TargetPrice.Fixed price => BidJudge.JudgeFixed(entrant.Candidacy, price.Amount),
        TargetPrice.Rules rules => _judge.JudgeRules(entrant.Candidacy, rules.Table, _startedAt),
        var price => throw new InvalidOperationException($"A {price.GetType().Name} has to be asked."),
    });

    public Judgement Judge(Entrant entrant, BidRequest request, BidderReply reply, SeenBids seen)
    {
        var judgement = _judge.Judge(
            entrant.Candidacy,
            reply.Answer,
            _startedAt + _clock.GetElapsedTime(_started, reply.DoneAt),
            _startedAt + _order.Campaign.Auction.Deadline);
        if (judgement.Offer is { BidId: { } id } offer && !seen.IsFirstUse(offer.Buyer.Id, id, _order.Call))
            return new Judgement(CandidateStage.Rejected, UsedBefore(id), judgement.Bid, null);
        return Appraised(judgement is { Offer: not null, Bid: { MustConfirm: true } bid }
            ? judgement with { Offer = judgement.Offer with { ToConfirm = new WonBid(request, bid) } }
            : judgement);
    }

    /// <summary>With what its offer is expected to bring, where the auction goes by that.</summary>
    public Judgement Appraised(Judgement judgement) => _appraisal.Appraised(judgement);

    /// <summary>Where a valid bid stands in the order; null for anything else.</summary>
    public RankKey? KeyOf(Entrant entrant, Judgement judgement) =>
        judgement.Offer is { } offer ? _keys[entrant.Row] with { Micros = offer.Compared.Micros } : null;

    /// <summary>The request to this bidder is about to go out.</summary>
    public void Asked(int entrant, IReadOnlyList<string> shown) =>
        _asked[entrant] = (MsAt(_clock.GetTimestamp()), shown);

    /// <summary>Tells the bidder's breaker how it did: once for each request, whoever notices first.</summary>
    public void Count(int entrant, bool failed)
    {
        if (Interlocked.Exchange(ref _isCounted[entrant], true)) return;
        _health.Counted(Lineup.Entrants[entrant].Target, failed);
    }

    /// <summary>The auction was over before this bidder's turn to be asked came.</summary>
    public void LeaveUnasked(Entrant entrant)
    {
        _health.Unasked(entrant.Target);
        Lineup.Rows[entrant.Row] = Lineup.Rows[entrant.Row] with
        {
            Stage = CandidateStage.NotAsked,
            Reason = Reason.Of(
                "not_asked.ended_early",
                ("max", _judge.CeilingOf(entrant.Candidacy).ToDecimalString())),
            SentMs = null,
        };
    }

    /// <summary>Names the winner and writes the record.</summary>
    public AuctionResult Decide(Closing closing)
    {
        var offers = new Offer?[Lineup.Rows.Length];
        for (var i = 0; i < Lineup.Entrants.Count; i++)
        {
            var row = Lineup.Entrants[i].Row;
            if (Lineup.Rows[row].SentMs is null) continue;
            var answer = Sheet.Answers[i];
            offers[row] = closing == Closing.CallerGone ? null : answer?.Judgement.Offer;
            Lineup.Rows[row] = answer is { } given
                ? AnsweredRow.Of(Lineup.Rows[row], given, _asked[i].SentMs, _asked[i].Shown)
                : Unanswered(i, closing);
            if (closing == Closing.CallerGone && answer?.Judgement.Offer is not null)
                Lineup.Rows[row] = Lineup.Rows[row] with { Reason = CallerGone };
        }

        var (rows, ranked) = Ranking.Decide(Lineup.Rows, offers, _terms);
        var winner = Array.FindIndex(rows, row => row.Stage == CandidateStage.Won);
        Sheet.Decide(winner < 0 ? null : _keys[winner] with { Micros = rows[winner].Effective!.Value.Micros });
        return new AuctionResult(RecordOf(rows), ranked);
    }

    // Whoever was not even asked in time is not to blame: we were slow.
    private void TimedOut(int entrant)
    {
        if (_asked[entrant].Shown is not null) Count(entrant, failed: true);
    }

    private static Reason UsedBefore(string bidId) => Reason.Of("rejected.duplicate_answer", ("id", bidId));

    private static Reason CallerGone { get; } = Reason.Of("call.caller_hangup_auction");

    private AuctionRecord RecordOf(Candidate[] rows) => new(
        _order.Id,
        _order.Call,
        _order.Trigger,
        _terms.Type,
        _terms.RankBy,
        _terms.Floor,
        _order.Campaign.Auction.Deadline,
        _order.Seed,
        _startedAt,
        _clock.GetElapsedTime(_started),
        rows,
        _terms.Tier,
        _terms.By,
        _terms.Turn)
    {
        FloorRule = _order.Floor.Rule,
        ColdStart = _appraisal.ColdStart,
        Unlisted = Lineup.Unlisted.Count > 0 ? Lineup.Unlisted : null,
    };

    private Candidate Unanswered(int entrant, Closing closing)
    {
        var row = Lineup.Rows[Lineup.Entrants[entrant].Row] with
        {
            SentMs = _asked[entrant].SentMs, Shown = _asked[entrant].Shown,
        };
        if (!Sheet.WasPending(entrant))
        {
            var waited = TimeOf(Lineup.Entrants[entrant]).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
            return row with { Stage = CandidateStage.Error, Reason = Reason.Of("error.timeout", ("ms", waited)) };
        }

        var max = _judge.CeilingOf(Lineup.Entrants[entrant].Candidacy);
        return row with
        {
            Stage = CandidateStage.Lost,
            Reason = closing == Closing.CallerGone
                ? CallerGone
                : Reason.Of("lost.not_awaited", ("max", max.ToDecimalString())),
        };
    }

    private RankKey BestOf(Entrant entrant) => _keys[entrant.Row] with
    {
        Micros = _appraisal.BestOf(entrant.Candidacy, _judge.CeilingOf(entrant.Candidacy)).Micros,
    };

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _clock.TimestampFrequency);
}
