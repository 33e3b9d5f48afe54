using Bidline.Primitives;

namespace Bidline.Billing;

/// <param name="Amount">Above zero.</param>
/// <param name="Key">Chosen by who asks, unique for the buyer: a repeated order with it is booked once.</param>
public sealed record TopUp(BuyerId Buyer, Money Amount, string Key, string Memo)
{
    /// <summary>A present of ours, not money that came in.</summary>
    public bool IsPromo { get; init; }
}

/// <summary>What became of a top-up.</summary>
public abstract record TopUpOutcome
{
    private TopUpOutcome()
    {
    }

    public sealed record Booked(TransactionId Id) : TopUpOutcome;

    /// <summary>The same order was booked before; this is its transaction.</summary>
    public sealed record Repeated(TransactionId Id) : TopUpOutcome;

    /// <summary>The key belongs to a top-up of another amount: nothing was booked.</summary>
    public sealed record KeyUsed(TransactionId Id, Money Amount) : TopUpOutcome;
}
