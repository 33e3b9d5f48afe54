using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Calls;

/// <summary>Which calls to list. What is null does not filter; the rest must all hold.</summary>
/// <param name="From">Received at or after this; <paramref name="To"/> is exclusive.</param>
/// <param name="Reason">A code of trace.md 3.6.</param>
/// <param name="State">The caller's state, "FL".</param>
/// <param name="Live">True for calls that have not ended, false for those that have.</param>
/// <param name="Text">A call id, or at least four digits of the caller's or the dialled number; anything else finds
/// nothing.</param>
/// <param name="SameCallerAs">The other calls of this call's caller; none when the number was withheld.</param>
/// <param name="Tests">Test calls are left out unless this is true.</param>
/// <param name="Cursor">Where the page before ended (<see cref="CallPage.Next"/>); null begins with the newest.</param>
/// <param name="Limit">1 to 200 calls on a page; what lies outside is moved to the nearest of the two.</param>
public sealed record CallListQuery(
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    CampaignId? Campaign = null,
    PublisherId? Publisher = null,
    BuyerId? Buyer = null,
    TargetId? Target = null,
    CallOutcome? Outcome = null,
    string? Reason = null,
    string? State = null,
    bool? Live = null,
    string? Text = null,
    CallId? SameCallerAs = null,
    bool Tests = false,
    string? Cursor = null,
    int Limit = 50)
{
    public const int LimitMax = 200;

    /// <summary>Only calls whose rows this question finds, as a figure of a report opens them; null for all.</summary>
    public SqlText? Within { get; init; }
}

/// <summary>One page of calls, newest first.</summary>
/// <param name="Next">The cursor of the page after; null on the last one.</param>
public sealed record CallPage(IReadOnlyList<CallListItem> Calls, string? Next);

/// <summary>The calls of a filter that stand beside one of them, by when they were received; null at either end.</summary>
public sealed record CallNeighbours(CallId? Newer, CallId? Older);

/// <summary>A call in a list. What has not happened (yet) is null.</summary>
/// <param name="Phase">"screening", "auction", "dialing", "connected", "wrap_up" or "ended".</param>
/// <param name="State">The caller's state, "FL".</param>
/// <param name="Target">The target that was dialled last. The same for the buyer and the price that was agreed.</param>
/// <param name="AuctionTook">All auctions of the call together.</param>
/// <param name="RangFor">Of the last attempt.</param>
public sealed record CallListItem(
    CallId Id,
    DateTimeOffset ReceivedAt,
    string Phase,
    CallOutcome? Outcome,
    string? Reason,
    CampaignId? Campaign,
    PublisherId? Publisher,
    PhoneNumber Caller,
    PhoneNumber Dialled,
    string? State,
    TargetId? Target,
    BuyerId? Buyer,
    Money? Price,
    int Considered,
    int Asked,
    int Bids,
    TimeSpan? AuctionTook,
    int Attempts,
    TimeSpan? RangFor,
    DateTimeOffset? ConnectedAt,
    TimeSpan? TalkTime,
    string? EndedBy,
    DateTimeOffset? EndedAt,
    bool? Qualified,
    Money? Revenue,
    Money? Payout,
    Money? Margin,
    bool Test,
    int BookVersion);

/// <summary>Calls of a filter by outcome: incoming = live + the sum of the outcomes (console.md 4.3).</summary>
public sealed record OutcomeCounts(int Live, IReadOnlyDictionary<CallOutcome, int> Ended)
{
    public int Incoming => Live + Ended.Values.Sum();
}

/// <param name="Code">A code of trace.md 3.6.</param>
public sealed record ReasonCount(string Code, int Calls);
