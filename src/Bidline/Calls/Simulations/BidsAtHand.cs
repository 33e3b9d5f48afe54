using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Calls.Simulations;

/// <summary>
/// Answers an auction's questions without a network. The answers come all at once when the auction has asked everybody,
/// lower bids first: an auction closes early once nobody can win any more, and everybody's answer is to be seen.
/// </summary>
internal sealed class BidsAtHand(
    CampaignBook book, IReadOnlyDictionary<TargetId, Money> bids, TimeProvider clock)
{
    private readonly Dictionary<BidderTerms, TargetId> _targets = book.Targets.Values
        .Where(target => target.Price is TargetPrice.Bidder)
        .ToDictionary(target => ((TargetPrice.Bidder)target.Price).Terms, target => target.Id, ByInstance);

    private readonly Lock _gate = new();
    private readonly List<(Money Bid, TaskCompletionSource<BidderReply> Answer)> _asked = [];

    private static IEqualityComparer<BidderTerms> ByInstance => ReferenceEqualityComparer.Instance;

    /// <summary>An <see cref="AskBidder"/>.</summary>
    public Task<BidderReply> AskAsync(IBuyerProtocol protocol, BidRequest request, BidderTerms terms)
    {
        // Not run on another thread: the order of the answers is the point.
        var answer = new TaskCompletionSource<BidderReply>();
        lock (_gate) _asked.Add((BidOf(request, terms), answer));
        return answer.Task;
    }

    public void AnswerAll()
    {
        (Money Bid, TaskCompletionSource<BidderReply> Answer)[] asked;
        lock (_gate)
        {
            asked = [.. _asked.OrderBy(each => each.Bid)];
            _asked.Clear();
        }

        foreach (var (bid, answer) in asked)
        {
            var now = clock.GetTimestamp();
            answer.SetResult(new BidderReply(AnswerOf(bid), now, now));
        }
    }

    private Money BidOf(BidRequest request, BidderTerms terms) =>
        bids.TryGetValue(_targets[terms], out var given) ? given : terms.MaxBid ?? request.Floor;

    // Where a bid names its destination, who was not asked has named none: as if it came with the confirmation.
    private static BidAnswer.Bid AnswerOf(Money bid) => new(bid, null, null, null, null, null) { MustConfirm = true };
}
