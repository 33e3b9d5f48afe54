using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Postbacks.Notices;

/// <summary>
/// What the bidders of a call are to be told, from its log alone. Pure: a longer log gives the same notices and further
/// ones, so it may be asked as often as wanted, and what was queued before is the same.
/// </summary>
/// <remarks>
/// Won: the call is being sent to you. Lost: you were asked and did not decline, and the call was connected to somebody
/// else or ended. Billed: for each won, whether you were charged. Converted: the call met your rule.
/// </remarks>
public sealed class CallNotices
{
    private readonly CampaignBook _book;
    private readonly List<Postback> _notices = [];
    private readonly List<AuctionRecord> _auctions = [];
    private readonly Dictionary<int, SoldOffer> _sold = [];
    private readonly Dictionary<TargetId, Reason> _refused = [];
    private readonly HashSet<int> _billed = [];
    private readonly Dictionary<int, CallEvent.FundsHeld> _held = [];
    private CampaignId? _campaign;
    private CallEvent.Ended? _ended;
    private DateTimeOffset _endedAt;
    private int? _connected;
    private bool _areTold;

    private CallNotices(CampaignBook book) => _book = book;

    /// <param name="settled">The settlement about to be written; null when it is in the log or not there yet.</param>
    /// <param name="book">By whose terms: who wants to be told what, and whether the minimum to win is told.</param>
    public static IReadOnlyList<Postback> Of(
        IReadOnlyList<CallLogEntry> log, CallEvent.Settled? settled, CampaignBook book)
    {
        var notices = new CallNotices(book);
        foreach (var entry in log) notices.Take(entry.Event, entry.At);
        if (settled is not null) notices.Settle(settled);
        return notices._notices;
    }

    private void Take(CallEvent happened, DateTimeOffset at)
    {
        switch (happened)
        {
            case CallEvent.Received received: _campaign = received.Campaign; break;
            case CallEvent.AuctionClosed closed: _auctions.Add(closed.Auction); break;
            case CallEvent.HoldRefused refused: _refused[refused.Target] = refused.Reason; break;
            case CallEvent.ConfirmFailed failed: _refused[failed.Target] = failed.Reason; break;
            case CallEvent.FundsHeld held: _held[held.Attempt] = held; break;
            case CallEvent.DialStarted dial: Dial(dial, at); break;
            case CallEvent.DialFailed failed: Bill(failed.Attempt, failed.Reason, null, null, at); break;
            case CallEvent.Connected connected: Connect(connected, at); break;
            case CallEvent.HungUp end: Bill(end.Attempt, end.Reason, null, null, at); _connected = 0; break;
            case CallEvent.Ended ended: End(ended, at); break;
            case CallEvent.Settled settled: Settle(settled); break;
        }
    }

    private void Dial(CallEvent.DialStarted dial, DateTimeOffset at)
    {
        if (!_held.TryGetValue(dial.Attempt, out var held)) return;
        var auction = _auctions.LastOrDefault(one => RowOf(one, dial.Target) is { Rank: not null });
        if (auction is null) return;
        var offer = new SoldOffer(auction, RowOf(auction, dial.Target)!, dial.Attempt, held.Terms);
        _sold[dial.Attempt] = offer;
        Add(offer, "won", "bid.won", terms => terms.Won, () => NoticeBody.Won(offer, at));
    }

    private void Connect(CallEvent.Connected connected, DateTimeOffset at)
    {
        _connected = connected.Attempt;
        TellLosers(at);
    }

    private void End(CallEvent.Ended ended, DateTimeOffset at)
    {
        (_ended, _endedAt) = (ended, at);
        TellLosers(at);
    }

    /// <summary>Once nobody else can get the call any more.</summary>
    private void TellLosers(DateTimeOffset at)
    {
        if (_areTold) return;
        _areTold = true;
        foreach (var auction in _auctions)
        {
            var taken = _sold.Values.Where(offer => offer.Auction == auction)
                .Select(offer => offer.Row.Target).ToHashSet();
            foreach (var row in auction.Candidates.Where(row => HasLost(row) && !taken.Contains(row.Target)))
            {
                var reason = ReasonOf(row);
                Add(auction, row, "lost", "bid.lost", terms => terms.Lost,
                    () => NoticeBody.Lost(auction, row, reason, MinimumOf(auction, row), at));
            }
        }
    }

    private void Settle(CallEvent.Settled settled)
    {
        if (_ended is not { } ended) return;
        foreach (var (attempt, offer) in _sold)
        {
            if (attempt != _connected)
            {
                Bill(attempt, ended.Reason, null, null, _endedAt);
                continue;
            }

            Bill(attempt, settled.BuyerVerdict, settled.Revenue, ended.TalkTime, _endedAt);
            if (settled.BuyerVerdict.Code == "pay.qualified")
            {
                Add(offer, "converted", "bid.converted", terms => terms.Converted,
                    () => NoticeBody.Converted(offer, settled.Revenue, ended.TalkTime, _endedAt));
            }
        }
    }

    private void Bill(int attempt, Reason reason, Money? amount, TimeSpan? talkTime, DateTimeOffset at)
    {
        if (!_sold.TryGetValue(attempt, out var offer) || !_billed.Add(attempt)) return;
        var nothing = Money.Zero(offer.Terms.Price.Currency);
        Add(offer, "billed", "bid.billed", terms => terms.Billed,
            () => NoticeBody.Billed(offer, reason, amount ?? nothing, talkTime, at));
    }

    /// <summary>Who declined has nothing to lose, and who was not asked knows of nothing.</summary>
    private static bool HasLost(Candidate row) =>
        row is { SentMs: not null, Stage: not (CandidateStage.NotAsked or CandidateStage.NoBid) };

    private Reason ReasonOf(Candidate row)
    {
        if (_refused.TryGetValue(row.Target, out var refused)) return refused;
        // First in rank and never dialled: the caller left before its turn.
        return row.Stage == CandidateStage.Won && _ended is { } ended ? ended.Reason : row.Reason;
    }

    /// <summary>
    /// What the best bid was, or the floor: an equal one would have been decided by lot. Null where price alone does
    /// not decide, and where the campaign keeps it to itself.
    /// </summary>
    private Money? MinimumOf(AuctionRecord auction, Candidate row)
    {
        var isByPrice = auction.By == TierOrder.Auction && auction.RankBy == RankBy.Price && row.Tier == auction.Tier;
        if (!IsRevealed || !isByPrice) return null;
        var best = auction.Candidates.FirstOrDefault(other => other.Rank == 1);
        if (best?.Target == row.Target) return null;
        return best?.Effective is { } price ? Money.Max(price, auction.Floor) : auction.Floor;
    }

    private bool IsRevealed => _campaign is { } id
        && _book.Campaigns.TryGetValue(id, out var campaign) && campaign.Auction.RevealMinimumToWin;

    private void Add(SoldOffer offer, string kind, string type, Func<NoticeTerms, bool> wants, Func<string> body) =>
        Add(offer.Auction, offer.Row, kind, type, wants, body);

    private void Add(
        AuctionRecord auction, Candidate row, string kind, string type, Func<NoticeTerms, bool> wants,
        Func<string> body)
    {
        if (NoticeAddress.TermsOf(_book, row.Target) is not { } terms || !wants(terms)) return;
        _notices.Add(new Postback(
            $"{auction.Call}/{auction.Id}/{row.Target}/{kind}", NoticeAddress.Of(row.Target), terms.Url, type,
            auction.Call, body()));
    }

    private static Candidate? RowOf(AuctionRecord auction, TargetId target) =>
        auction.Candidates.FirstOrDefault(row => row.Target == target);
}
