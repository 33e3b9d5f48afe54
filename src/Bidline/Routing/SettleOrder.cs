using Bidline.Billing;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Routing.Shared;

namespace Bidline.Routing;

/// <summary>Ends a call's hold for good: the sale is charged and the rest given back, in one commit.</summary>
/// <param name="Sale">What the call came to; a revenue of zero only releases.</param>
/// <param name="Connected">Whether a target was connected, from the log: the cap slot may depend on it.</param>
/// <param name="Reason">The buyer's verdict.</param>
public sealed record SettleOrder(
    CallId Call, HoldId Hold, BuyerId Buyer, SaleTerms Terms, Sale Sale, bool Connected, Reason Reason)
{
    /// <summary>Whose shared caps have a slot of this hold.</summary>
    public IReadOnlyList<SharedParty> Shared { get; init; } = [];
}

/// <summary>Books what a conversion adds to a call that was settled before.</summary>
/// <param name="Hold">The call's own, which has ended: it says in which period of which caps the call counts.</param>
/// <param name="Added">What it adds to the call's sale; the buyer's part may be zero.</param>
/// <param name="Id">Made from the conversion, so that booking it twice posts the same transaction once.</param>
public sealed record ConvertOrder(
    CallId Call, HoldId Hold, BuyerId Buyer, PublisherId Publisher, Sale Added, TransactionId Id, string Key, string Memo)
{
    /// <summary>Whose shared caps had a slot of this hold.</summary>
    public IReadOnlyList<SharedParty> Shared { get; init; } = [];

    /// <summary>What the call comes to with it: counting that twice counts it once.</summary>
    public Sale Whole { get; init; } = Added;
}

/// <summary>What became of a posting that a buyer's keeper was asked for.</summary>
public enum PostOutcome
{
    Booked,

    /// <summary>There is a transaction with this key; nothing was booked.</summary>
    Repeated,

    /// <summary>It would take more from the prepayment than is free.</summary>
    NotCovered,

    /// <summary>What it was worked out from has changed since; nothing was booked.</summary>
    Stale,
}
