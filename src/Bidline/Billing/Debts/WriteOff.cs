using Bidline.Primitives;

namespace Bidline.Billing.Debts;

/// <summary>Somebody wants us to bear a debt, or a part of it.</summary>
/// <param name="Evidence">A text or a link.</param>
public sealed record WriteOffOrder(Debtor Debtor, Money Amount, string Reason, string Evidence);

/// <param name="State">
/// "proposed", "approved" (about to be booked), "booked", "rejected", or "settled": the debt was paid before it was booked.
/// </param>
public sealed record WriteOff(
    string Id, string State, Debtor Debtor, Money Amount, string Reason, string Evidence, DateTimeOffset ProposedAt,
    string ProposedBy, DateTimeOffset? DecidedAt, string? DecidedBy);

/// <summary>What became of a write-off.</summary>
public abstract record WriteOffOutcome
{
    private WriteOffOutcome()
    {
    }

    /// <summary>Booked, or proposed where it needs a second person.</summary>
    public sealed record Done(WriteOff WriteOff) : WriteOffOutcome;

    /// <summary>Nothing was booked: a "debt.…" reason.</summary>
    public sealed record Refused(Reason Reason) : WriteOffOutcome;
}
