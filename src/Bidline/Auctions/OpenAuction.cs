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
            Performance = by == TierOrder.Performance ? order.Campaign.Tiers[order.Tier].Performance : null,
            Margin = auction.Margin,
            Payout = order.Terms?.Payout,
        };
        Lineup = Lineup.Of(order, settings, health, _appraisal, _startedAt);
        _keys = Ranking.KeysOf(Lineup.Rows, _terms);
        Asking = new Asking(Lineup.Entrants, new AnswerTimes(order.Deadline, settings, health), health);
        DueAt = [.. Enumerable.Range(0, Lineup.Entrants.Count).Select(i => _started + Ticks(Asking.TimeOf(i)))];
        Sheet = new BidSheet(
            [.. Lineup.Entrants.Select(entrant => entrant.IsShadow ? (RankKey?)null : BestOf(entrant))],
            DueAt,
            auction.Type == AuctionType.SecondPrice && by == TierOrder.Auction,
            Asking.TimedOut);
    }

    public Lineup Lineup { get; }

    public Asking Asking { get; }

    public BidSheet Sheet { get; }

    /// <summary>For each entrant the timestamp after which its answer is late.</summary>
    public long[] DueAt { get; }

    /// <summary>Milliseconds after the start, for the record.</summary>
    public double MsAt(long timestamp) => Math.Round(_clock.GetElapsedTime(_started, timestamp).TotalMilliseconds, 3);

    /// <summary>Since the start.</summary>
    public TimeSpan Passed => _clock.GetElapsedTime(_started);

    /// <summary>What needs no request: a fixed price, or what the buyer's rules come to.</summary>
    public Judgement JudgeAtHand(Entrant entrant) => Appraised(entrant.Candidacy.Target.Price switch
    {
        { Known: { } price } => BidJudge.JudgeFixed(entrant.Candidacy, price),
        TargetPrice.Rules rules => _judge.JudgeRules(entrant.Candidacy, rules.Table, _startedAt),
        var price => throw new InvalidOperationException($"A {price.GetType().Name} has to be asked."),
    });

    public Judgement Judge(Entrant entrant, BidRequest request, BidderReply reply, SeenBids seen)
    {
        var judgement = _judge.Judge(
            entrant.Candidacy,
            reply.Answer,
            _startedAt + _clock.GetElapsedTime(_started, reply.DoneAt),
            _startedAt + _order.Deadline);
        if (judgement.Offer is { BidId: { } id } offer && !seen.IsFirstUse(offer.Buyer.Id, id, _order.Call))
            return new Judgement(CandidateStage.Rejected, UsedBefore(id), judgement.Bid, null);
        return Appraised(judgement is { Offer: not null, Bid: { MustConfirm: true } bid }
            ? judgement with { Offer = judgement.Offer with { ToConfirm = ToConfirm(request, bid) } }
            : judgement);
    }

    /// <summary>With what its offer is expected to bring, where the auction goes by that.</summary>
    public Judgement Appraised(Judgement judgement) => _appraisal.Appraised(judgement);

    /// <summary>Where a valid bid stands in the order; null for anything else.</summary>
    public RankKey? KeyOf(Entrant entrant, Judgement judgement) =>
        judgement.Offer is { } offer ? _keys[entrant.Row] with { Micros = offer.Compared.Micros } : null;

    /// <summary>
    /// Whether it wanted the call, whatever became of its price. What failed, and who has no agent free or knows the
    /// caller, says nothing of other calls; neither does a call that is made up.
    /// </summary>
    public void LearnInterest(Entrant entrant, Judgement judgement)
    {
        if (_order.Test) return;
        if (judgement.Stage is CandidateStage.Won or CandidateStage.Lost or CandidateStage.Rejected)
        {
            if (judgement.Bid is not null) _health.Interests.Learn(entrant.Target, _order.Kind, bid: true);
        }
        else if (judgement.Stage == CandidateStage.NoBid
            && judgement.Reason.Code is not ("no_bid.capacity" or "no_bid.duplicate"))
            _health.Interests.Learn(entrant.Target, _order.Kind, bid: false);
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
            var isOffered = closing != Closing.CallerGone && !Lineup.Entrants[i].IsShadow;
            offers[row] = isOffered ? answer?.Judgement.Offer : null;
            Lineup.Rows[row] = answer is { } given
                ? AnsweredRow.Of(Lineup.Rows[row], given, Asking[i])
                : Unanswered(i, closing);
            if (closing == Closing.CallerGone && answer?.Judgement.Offer is not null)
                Lineup.Rows[row] = Lineup.Rows[row] with { Reason = CallerGone };
        }

        var (rows, ranked) = Ranking.Decide(Lineup.Rows, offers, _terms);
        var winner = Array.FindIndex(rows, row => row.Stage == CandidateStage.Won);
        RankKey? best = winner < 0 ? null : _keys[winner] with { Micros = rows[winner].Effective!.Value.Micros };
        if (closing != Closing.CallerGone) ExplainShadows(rows, winner < 0 ? null : rows[winner], best);
        Sheet.Decide(best);
        return new AuctionResult(RecordOf(rows, closing), ranked);
    }

    private void ExplainShadows(Candidate[] rows, Candidate? winner, RankKey? winning)
    {
        for (var i = 0; i < Lineup.Entrants.Count; i++)
        {
            var entrant = Lineup.Entrants[i];
            if (!entrant.IsShadow || rows[entrant.Row].Stage != CandidateStage.Lost) continue;
            var own = Sheet.Answers[i] is { } answer ? KeyOf(entrant, answer.Judgement) : null;
            rows[entrant.Row] = ShadowRow.Of(rows[entrant.Row], own, winner, winning);
        }
    }

    private WonBid ToConfirm(BidRequest request, BidAnswer.Bid bid) =>
        new(BidRequests.Whole(request, _order.Profile), bid);

    private static Reason UsedBefore(string bidId) => Reason.Of("rejected.duplicate_answer", ("id", bidId));

    private static Reason CallerGone { get; } = Reason.Of("call.caller_hangup_auction");

    private AuctionRecord RecordOf(Candidate[] rows, Closing closing) => new(
        _order.Id,
        _order.Call,
        _order.Trigger,
        _terms.Type,
        _terms.RankBy,
        _terms.Floor,
        _order.Deadline,
        _order.Seed,
        _startedAt,
        _clock.GetElapsedTime(_started),
        rows,
        _terms.Tier,
        _terms.By,
        _terms.Turn)
    {
        DecisionAllowance = _settings.DecisionAllowance,
        NetworkAllowance = _settings.NetworkAllowance,
        FloorRule = _order.Floor.Rule,
        ClosedBy = closing,
        ColdStart = _appraisal.ColdStart,
        Performance = _terms.Performance,
        OrderedBy = PerformancePlaces.NoteOf(rows, _terms),
        Unlisted = Lineup.Unlisted.Count > 0 ? Lineup.Unlisted : null,
    };

    private Candidate Unanswered(int entrant, Closing closing)
    {
        var asked = Asking[entrant];
        var row = Lineup.Rows[Lineup.Entrants[entrant].Row] with
        {
            SentMs = asked.SentMs, Shown = asked.Shown, Given = asked.Given,
        };
        if (!Sheet.WasPending(entrant))
        {
            var waited = Asking.TimeOf(entrant).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
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
