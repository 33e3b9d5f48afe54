using Bidline.Primitives;

namespace Bidline.Campaigns;

/// <summary>Who pays for calls and bids for them. One buyer has many targets.</summary>
/// <param name="CreditLimit">How far below zero the balance may go; zero for a prepaid buyer.</param>
/// <param name="OpeningBalance">Booked once, when the buyer is created; null means none.</param>
public sealed record Buyer(
    BuyerId Id,
    string Name,
    BillingMode Billing,
    Money CreditLimit,
    Money? OpeningBalance,
    Caps Caps,
    bool Paused)
{
    /// <summary>Asked of each of its targets.</summary>
    public DuplicateRule? Duplicates { get; init; }

    /// <summary>Whose months its invoices are of.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    public WalletTerms Wallet { get; init; } = WalletTerms.None;
}

public enum BillingMode
{
    Prepaid,
    Credit,
}
