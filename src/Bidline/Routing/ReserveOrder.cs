using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing.Shared;

namespace Bidline.Routing;

/// <summary>Asks a buyer's keeper for money, a line and cap slots for one dial attempt: all of them, or none.</summary>
/// <param name="BuyerCaps">As of the book that the call began with. The same for the target's.</param>
/// <param name="CreditLimit">How far below zero the balance may go.</param>
/// <param name="ExpiresAfter">Ring time, longest talk and ten minutes: a forgotten hold ends by itself (money.md M14).</param>
public sealed record ReserveOrder(
    HoldId Hold,
    CallId Call,
    int Attempt,
    BuyerId Buyer,
    TargetId Target,
    SaleTerms Terms,
    Money CreditLimit,
    Caps BuyerCaps,
    Caps TargetCaps,
    TimeSpan ExpiresAfter)
{
    /// <summary>Slots of shared caps that the same sale needs, asked after the buyer's keeper.</summary>
    public IReadOnlyList<SharedClaim> Shared { get; init; } = [];
}

/// <summary>Asks for more money for a call that goes on and is paid by the minute (money.md M15).</summary>
/// <param name="Total">What is to be held from then on; asking for it twice holds it once.</param>
public sealed record RenewOrder(
    HoldId Hold, BuyerId Buyer, TargetId Target, Money Total, Money CreditLimit, Caps BuyerCaps, Caps TargetCaps)
{
    /// <summary>What is to be held of shared caps from then on.</summary>
    public IReadOnlyList<SharedClaim> Shared { get; init; } = [];
}

/// <summary>What the keeper said.</summary>
public abstract record ReserveOutcome
{
    private ReserveOutcome()
    {
    }

    /// <summary>Durable: the money is held, the line and the cap slots are counted.</summary>
    public sealed record Held : ReserveOutcome;

    /// <summary>A "not_asked.cap_calls", "not_asked.concurrency", "not_asked.cap_spend" or "rejected.balance" reason.</summary>
    public sealed record Refused(Reason Reason) : ReserveOutcome;
}
