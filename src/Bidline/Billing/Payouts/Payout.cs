using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Billing.Payouts;

/// <summary>Payouts that were made together and are sent to the bank together.</summary>
/// <param name="PayOn">The day on which the bank is to pay: "2026-04-15".</param>
public sealed record PayoutBatch(
    string Id, Currency Currency, DateTimeOffset CreatedAt, string CreatedBy, DateOnly PayOn, IReadOnlyList<Payout> Payouts)
{
    /// <summary>What the bank is asked for: without those that were cancelled.</summary>
    public IReadOnlyList<Payout> Wanted => [.. Payouts.Where(payout => payout.State != PayoutState.Cancelled)];

    public Money Total => Wanted.Aggregate(Money.Zero(Currency), (sum, payout) => sum + payout.Amount);
}

/// <param name="Account">Where to, as it was when the batch was made.</param>
public sealed record Payout(
    string Id, PublisherId Publisher, Money Amount, BankAccount Account, PayoutState State, DateTimeOffset? EndedAt);

public enum PayoutState
{
    Open,
    Paid,
    Cancelled,
}
