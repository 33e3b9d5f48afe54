using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Billing.Checks;

/// <summary>What the checks need of a call, gathered from its events.</summary>
internal sealed class CheckedCall(string id)
{
    private readonly HashSet<int> _connected = [];
    private readonly List<CallEvent.FundsHeld> _held = [];

    public string Id { get; } = id;

    /// <summary>Those from which the money follows.</summary>
    public List<CallLogEntry> Money { get; } = [];

    public string Node { get; private set; } = "";

    public List<CallOutcome> Outcomes { get; } = [];

    public List<CallEvent.Settled> Settlements { get; } = [];

    public long? EndedAt { get; private set; }

    public TimeSpan TalkTime { get; private set; }

    /// <summary>Null when nothing was renewed.</summary>
    public Money? HeldMost { get; private set; }

    public List<CallEvent.ConversionReported> Reported { get; } = [];

    public List<CallEvent.ConversionBooked> Converted { get; } = [];

    /// <summary>What each target had bid, by the auction's mechanism.</summary>
    public List<(TargetId Target, AuctionType Mechanism, Money Bid)> Bids { get; } = [];

    public CallEvent.FundsHeld? Sold => _held.LastOrDefault(hold => _connected.Contains(hold.Attempt));

    public void Take(CallLogEntry entry)
    {
        if (entry.Event is not (CallEvent.AuctionClosed or CallEvent.LateBid or CallEvent.Enriched)) Money.Add(entry);
        switch (entry.Event)
        {
            case CallEvent.Received received:
                Node = received.Node;
                break;
            case CallEvent.AuctionClosed closed:
                Bids.AddRange(closed.Auction.Candidates
                    .Where(candidate => candidate is { Bid: not null, Rank: not null })
                    .Select(candidate => (candidate.Target, closed.Auction.Mechanism, candidate.Bid!.Value)));
                break;
            case CallEvent.FundsHeld held:
                _held.Add(held);
                break;
            case CallEvent.Connected connected:
                _connected.Add(connected.Attempt);
                break;
            case CallEvent.HungUp hungUp:
                _connected.Remove(hungUp.Attempt);
                break;
            case CallEvent.Ended ended:
                Outcomes.Add(ended.Outcome);
                TalkTime = ended.TalkTime;
                EndedAt = UnixMicros.Of(entry.At);
                break;
            case CallEvent.Settled settled:
                Settlements.Add(settled);
                break;
            case CallEvent.HoldRenewed renewed:
                HeldMost = renewed.Total;
                break;
            case CallEvent.ConversionReported reported:
                Reported.Add(reported);
                break;
            case CallEvent.ConversionBooked booked:
                Converted.Add(booked);
                break;
            default:
                break;
        }
    }
}
