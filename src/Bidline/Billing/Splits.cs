using Bidline.Primitives;

namespace Bidline.Billing;

/// <summary>Divides an amount by weights so that the parts add up to it exactly: largest remainder (money.md M6).</summary>
public static class Splits
{
    /// <summary>Parts in the order of the weights. Ties of remainders go to the earlier part.</summary>
    /// <param name="amount">Zero or more.</param>
    /// <param name="weights">None below zero, and not all zero.</param>
    public static IReadOnlyList<Money> Of(Money amount, IReadOnlyList<long> weights)
    {
        var total = weights.Aggregate((Int128)0, (sum, weight) => sum + weight);
        if (amount.IsNegative || total <= 0 || weights.Any(weight => weight < 0))
            throw new ArgumentException("A split needs an amount of zero or more and weights above zero.");

        var parts = new long[weights.Count];
        var remainders = new Int128[weights.Count];
        var left = amount.Micros;
        for (var i = 0; i < parts.Length; i++)
        {
            var (whole, remainder) = Int128.DivRem((Int128)amount.Micros * weights[i], total);
            parts[i] = (long)whole;
            remainders[i] = remainder;
            left -= parts[i];
        }

        // What is left is fewer micros than there are parts, so one each is enough.
        foreach (var i in Enumerable.Range(0, parts.Length).OrderByDescending(i => remainders[i]).Take((int)left))
            parts[i]++;
        return [.. parts.Select(micros => new Money(micros, amount.Currency))];
    }
}
