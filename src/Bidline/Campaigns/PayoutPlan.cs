using Bidline.Primitives;

namespace Bidline.Campaigns;

/// <summary>When and where a publisher is paid.</summary>
/// <param name="HoldDays">What was earned in the last so many days is not paid yet.</param>
/// <param name="Minimum">Less than this is carried to the next time.</param>
/// <param name="Account">Null until it is known: then nothing is paid.</param>
public sealed record PayoutPlan(int HoldDays, Money Minimum, BankAccount? Account)
{
    public const int HoldDaysMax = 180;

    /// <summary>How much it may owe us before a person has to decide; null where nothing was agreed.</summary>
    public Money? DebtLimit { get; init; }

    public static PayoutPlan Of(Currency currency) => new(30, Money.Zero(currency), null);
}

/// <summary>Either an IBAN or a number of another kind; the BIC says which bank.</summary>
public sealed record BankAccount(string Holder, string? Iban, string? Number, string? Bic);
