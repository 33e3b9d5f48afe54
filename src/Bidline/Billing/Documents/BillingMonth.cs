using System.Globalization;
using Bidline.Primitives;

namespace Bidline.Billing.Documents;

/// <summary>A month of somebody's calendar, "2026-03": which instants it has depends on whose.</summary>
public readonly record struct BillingMonth(int Year, int Month) : IComparable<BillingMonth>
{
    public static bool TryParse(string? text, out BillingMonth month)
    {
        month = default;
        if (text is not { Length: 7 } || !DateOnly.TryParseExact(
            text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)) return false;
        // The years that calendars of zones are known for, with a margin for windows that begin before.
        if (first.Year is < 2000 or > 2999) return false;
        month = new BillingMonth(first.Year, first.Month);
        return true;
    }

    public static BillingMonth Of(TimeZoneInfo zone, DateTimeOffset moment)
    {
        var day = DayWindow.DayOf(zone, moment);
        return new BillingMonth(day.Year, day.Month);
    }

    public BillingMonth Next => Month == 12 ? new BillingMonth(Year + 1, 1) : new BillingMonth(Year, Month + 1);

    /// <summary>Half-open, from midnight to midnight of the zone: 23 and 25 hour days are as long as they are.</summary>
    public PeriodWindow WindowIn(TimeZoneInfo zone) => new(
        DayWindow.StartOf(zone, new DateOnly(Year, Month, 1)), DayWindow.StartOf(zone, new DateOnly(Next.Year, Next.Month, 1)));

    public int CompareTo(BillingMonth other) => ((Year * 12) + Month).CompareTo((other.Year * 12) + other.Month);

    public static bool operator <(BillingMonth left, BillingMonth right) => left.CompareTo(right) < 0;

    public static bool operator >(BillingMonth left, BillingMonth right) => left.CompareTo(right) > 0;

    public static bool operator <=(BillingMonth left, BillingMonth right) => left.CompareTo(right) <= 0;

    public static bool operator >=(BillingMonth left, BillingMonth right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-{Month:00}");
}
