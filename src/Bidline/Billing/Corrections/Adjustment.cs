using Bidline.Primitives;

namespace Bidline.Billing.Corrections;

/// <summary>What a person wants done with each call of a selection.</summary>
public abstract record AdjustmentKind
{
    private AdjustmentKind()
    {
    }

    /// <summary>Gives back a share of what the buyer still pays; publisher and margin bear it in proportion.</summary>
    public sealed record CreditPercent(decimal Percent) : AdjustmentKind;

    /// <summary>Gives back so much; at most what the buyer still pays.</summary>
    public sealed record Credit(Money Amount) : AdjustmentKind;

    /// <summary>Charges more, and pays so much of it to the publisher.</summary>
    public sealed record Charge(Money Revenue, Money Payout) : AdjustmentKind;
}

/// <param name="Evidence">A text or a link.</param>
public sealed record AdjustmentOrder(IReadOnlyList<CallId> Calls, AdjustmentKind Kind, string Reason, string Evidence)
{
    /// <summary>Calls with which nothing can be done are left out, not the reason to do nothing at all.</summary>
    public bool LeavesOut { get; init; }

    /// <summary>What the person saw, as <see cref="AdjustmentPlan.MarkOf"/> marks it; null where it was not looked at.</summary>
    public string? Seen { get; init; }
}

/// <summary>What it does to one call. Amounts are changes: below zero goes back.</summary>
/// <param name="Refusal">Why nothing is done with this call; null when it is.</param>
public sealed record AdjustmentLine(
    CallId Call, BuyerId? Buyer, PublisherId? Publisher, Money Revenue, Money Payout, Reason? Refusal)
{
    public Money Margin => Revenue - Payout;
}

/// <summary>What an adjustment does to one party, or to our margin.</summary>
/// <param name="Party">"buyer acme", "publisher zeta" or "margin".</param>
/// <param name="Change">What it becomes richer (poorer below zero) by.</param>
public sealed record PartyChange(string Party, Money Change);

/// <param name="State">"proposed", "approved" (about to be booked), "booked" or "rejected".</param>
public sealed record Adjustment(
    string Id, string State, string Reason, string Evidence, IReadOnlyList<AdjustmentLine> Lines, DateTimeOffset ProposedAt,
    string ProposedBy, DateTimeOffset? DecidedAt, string? DecidedBy);

/// <summary>What became of an adjustment.</summary>
public abstract record AdjustmentOutcome
{
    private AdjustmentOutcome()
    {
    }

    /// <summary>Booked, or proposed where it needs a second person.</summary>
    public sealed record Done(Adjustment Adjustment) : AdjustmentOutcome;

    /// <summary>Nothing was booked: a "correction.…" reason.</summary>
    public sealed record Refused(Reason Reason) : AdjustmentOutcome;
}
