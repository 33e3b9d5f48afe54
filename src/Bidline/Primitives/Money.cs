using System.Buffers;
using System.Globalization;

namespace Bidline.Primitives;

/// <summary>
/// An amount of one currency in micro-units: 1 USD is 1,000,000. Never a double, never a bare decimal (money.md M1-M4).
/// Range: about +-9.2e12 units; every operation is checked and throws <see cref="OverflowException"/> beyond it.
/// Adding two currencies throws <see cref="InvalidOperationException"/>: it is always a bug.
/// </summary>
public readonly record struct Money(long Micros, Currency Currency) : IComparable<Money>
{
    public const long MicrosPerUnit = 1_000_000;

    private const int LengthMax = 26;

    private static readonly SearchValues<char> AmountCharacters = SearchValues.Create("-.0123456789");

    public static Money Zero(Currency currency) => new(0, currency);

    public static Money Usd(decimal units) => FromUnits(units, Currency.Usd);

    /// <summary>Exact conversion; more than six decimals throws <see cref="FormatException"/>.</summary>
    public static Money FromUnits(decimal units, Currency currency)
    {
        var micros = units * MicrosPerUnit;
        return decimal.Truncate(micros) == micros
            ? new Money(decimal.ToInt64(micros), currency)
            : throw new FormatException($"{units} has more than six decimals.");
    }

    /// <summary>Reads "34.00". False for more than six decimals, exponents, signs other than '-', or out of range.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, Currency currency, out Money money)
    {
        const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        money = Zero(currency);
        // decimal.TryParse passes over NULs at the end, takes "+1", and rounds what has more digits than it can hold.
        if (text.Length > LengthMax || text.ContainsAnyExcept(AmountCharacters)) return false;
        if (!decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var units)) return false;
        if (Math.Abs(units) > long.MaxValue / MicrosPerUnit) return false;
        var micros = units * MicrosPerUnit;
        if (decimal.Truncate(micros) != micros) return false;
        money = new Money(decimal.ToInt64(micros), currency);
        return true;
    }

    public decimal Units => (decimal)Micros / MicrosPerUnit;

    public bool IsPositive => Micros > 0;

    public bool IsNegative => Micros < 0;

    public bool IsZero => Micros == 0;

    public static Money operator +(Money left, Money right) =>
        new(checked(left.Micros + right.Same(left).Micros), left.Currency);

    public static Money operator -(Money left, Money right) =>
        new(checked(left.Micros - right.Same(left).Micros), left.Currency);

    public static Money operator -(Money value) => new(checked(-value.Micros), value.Currency);

    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    public static Money Min(Money left, Money right) => left <= right ? left : right;

    public static Money Max(Money left, Money right) => left >= right ? left : right;

    /// <summary>This times percent / 100, rounded half-even to the micro: the one rounding of percentages (M5).</summary>
    public Money Percent(decimal percent)
    {
        var exact = (decimal)Micros * percent / 100m;
        return new Money(decimal.ToInt64(decimal.Round(exact, 0, MidpointRounding.ToEven)), Currency);
    }

    /// <summary>To the currency's smallest payable unit, half-even: for an amount due, once (money.md M8).</summary>
    public Money ToPayable() => FromUnits(
        decimal.Round(Units, Currency.MinorDecimals, MidpointRounding.ToEven), Currency);

    public int CompareTo(Money other) => Micros.CompareTo(other.Same(this).Micros);

    /// <summary>"34.00": at least two decimals, at most six, invariant culture. The wire form of every API.</summary>
    public string ToDecimalString() => Units.ToString("0.00####", CultureInfo.InvariantCulture);

    public override string ToString() => $"{ToDecimalString()} {Currency.Code}";

    private Money Same(Money other) => Currency == other.Currency
        ? this
        : throw new InvalidOperationException($"{this} and {other} are of different currencies.");
}
