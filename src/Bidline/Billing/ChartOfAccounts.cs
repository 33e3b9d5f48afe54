using System.Collections.Frozen;
using Bidline.Primitives;

namespace Bidline.Billing;

/// <summary>One account: its kind and, for those that belong to somebody, whose it is. A currency never shares one.</summary>
/// <param name="Party">A buyer's or publisher's id; empty for an account of the platform.</param>
public readonly record struct Account(AccountKind Kind, string Party)
{
    public override string ToString() => Party.Length == 0
        ? ChartOfAccounts.CodeOf(Kind)
        : $"{ChartOfAccounts.CodeOf(Kind)}:{Party}";
}

/// <summary>The accounts there are, how the store and the API name them, and on which side each one grows.</summary>
public static class ChartOfAccounts
{
    private static readonly FrozenDictionary<AccountKind, string> Codes = new Dictionary<AccountKind, string>
    {
        [AccountKind.BuyerPrepaid] = "buyer_prepaid",
        [AccountKind.BuyerReceivable] = "buyer_receivable",
        [AccountKind.PublisherPayable] = "publisher_payable",
        [AccountKind.PlatformRevenue] = "platform_revenue",
        [AccountKind.CarrierCost] = "carrier_cost",
        [AccountKind.ServiceFees] = "service_fees",
        [AccountKind.Promo] = "promo",
        [AccountKind.Tax] = "tax",
        [AccountKind.DisputeSuspense] = "dispute_suspense",
        [AccountKind.FxClearing] = "fx_clearing",
        [AccountKind.BankClearing] = "bank_clearing",
        [AccountKind.BadDebt] = "bad_debt",
        [AccountKind.Rounding] = "rounding",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, AccountKind> Kinds =
        Codes.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    public static Account BankClearing { get; } = new(AccountKind.BankClearing, "");

    public static Account PlatformRevenue { get; } = new(AccountKind.PlatformRevenue, "");

    public static Account Promo { get; } = new(AccountKind.Promo, "");

    public static Account Rounding { get; } = new(AccountKind.Rounding, "");

    public static Account Prepaid(BuyerId buyer) => new(AccountKind.BuyerPrepaid, buyer.Value);

    public static Account Receivable(BuyerId buyer) => new(AccountKind.BuyerReceivable, buyer.Value);

    public static Account Payable(PublisherId publisher) => new(AccountKind.PublisherPayable, publisher.Value);

    /// <summary>The stable name in the store and the API: "buyer_prepaid".</summary>
    public static string CodeOf(AccountKind kind) => Codes[kind];

    public static bool TryParse(string? code, out AccountKind kind)
    {
        kind = default;
        return code is not null && Kinds.TryGetValue(code, out kind);
    }

    public static AccountKind Parse(string code) => Kinds[code];

    /// <summary>True where a debit makes the account larger: what we have, are owed or spent.</summary>
    public static bool GrowsByDebit(AccountKind kind) => kind is AccountKind.BuyerReceivable
        or AccountKind.BankClearing
        or AccountKind.CarrierCost
        or AccountKind.Promo
        or AccountKind.BadDebt
        or AccountKind.FxClearing
        or AccountKind.Rounding;

    /// <summary>The balance as its owner reads it, from the sum of the entries with debits positive.</summary>
    public static Money BalanceOf(AccountKind kind, Money sum) => GrowsByDebit(kind) ? sum : -sum;
}
