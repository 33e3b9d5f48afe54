using Bidline.Primitives;

namespace Bidline.Billing;

/// <summary>Prepaid money that we are to give back to a buyer (money.md M27).</summary>
/// <param name="Amount">Above zero.</param>
/// <param name="Key">Chosen by who asks, unique for the buyer: a repeated order with it is booked once.</param>
public sealed record Refund(BuyerId Buyer, Money Amount, string Key, string Memo);

/// <summary>What became of a refund.</summary>
public abstract record RefundOutcome
{
    private RefundOutcome()
    {
    }

    /// <summary>Also when the same order was booked before.</summary>
    public sealed record Booked(TransactionId Id) : RefundOutcome;

    /// <summary>Nothing was booked: "refund.not_free".</summary>
    public sealed record Refused(Reason Reason) : RefundOutcome;
}
