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

    public string Node { get; private set; } = "";

    public List<CallOutcome> Outcomes { get; } = [];

    public List<CallEvent.Settled> Settlements { get; } = [];

    public long? EndedAt { get; private set; }

    /// <summary>What each target had bid, by the auction's mechanism.</summary>
    public List<(TargetId Target, AuctionType Mechanism, Money Bid)> Bids { get; } = [];

    public CallEvent.FundsHeld? Sold => _held.LastOrDefault(hold => _connected.Contains(hold.Attempt));

    public void Take(CallLogEntry entry)
    {
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
                EndedAt = UnixMicros.Of(entry.At);
                break;
            case CallEvent.Settled settled:
                Settlements.Add(settled);
                break;
            default:
                break;
        }
    }
}
