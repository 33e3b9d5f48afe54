using Bidline.Primitives;

namespace Bidline.Billing.Wallets;

/// <summary>A buyer's wallet as its owner asks for it.</summary>
/// <param name="Balance">Prepaid; negative is credit in use.</param>
/// <param name="Owed">Charged beyond the prepayment, because a hold had ended too early.</param>
/// <param name="Spent">Charged for the calls of the last 24 hours.</param>
/// <param name="RunsOutAt">When nothing is free any more if it goes on like that; null while nothing is spent.</param>
public sealed record Wallet(
    Money Balance,
    Money Held,
    Money CreditLimit,
    Money Owed,
    Money Spent,
    DateTimeOffset? RunsOutAt,
    WalletMark Mark,
    IReadOnlyList<WalletEvent> Events)
{
    public Money Free => Balance - Held + CreditLimit;
}

public sealed record WalletEvent(string Id, string Kind, Money Free, DateTimeOffset At);
