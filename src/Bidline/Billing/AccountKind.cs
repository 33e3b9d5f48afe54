namespace Bidline.Billing;

/// <summary>What an account is for (money.md, "Accounts").</summary>
public enum AccountKind
{
    /// <summary>A buyer's prepayment: what we owe it in calls.</summary>
    BuyerPrepaid,

    /// <summary>What a buyer owes us beyond its prepayment.</summary>
    BuyerReceivable,

    /// <summary>What a publisher has earned and was not yet paid.</summary>
    PublisherPayable,

    PlatformRevenue,
    CarrierCost,
    ServiceFees,
    Promo,
    Tax,
    DisputeSuspense,
    FxClearing,
    BankClearing,
    BadDebt,

    /// <summary>What is left when an amount due is rounded to the currency's smallest unit.</summary>
    Rounding,
}
