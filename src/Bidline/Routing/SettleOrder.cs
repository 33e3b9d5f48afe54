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

/// <summary>What became of a posting that a buyer's keeper was asked for.</summary>
public enum PostOutcome
{
    Booked,

    /// <summary>There is a transaction with this key; nothing was booked.</summary>
    Repeated,

    /// <summary>It would take more from the prepayment than is free.</summary>
    NotCovered,
}
