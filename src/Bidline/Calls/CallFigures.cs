using Bidline.Primitives;

namespace Bidline.Calls;

/// <summary>
/// A stretch of time, half-open: <paramref name="From"/> belongs to it, <paramref name="To"/> does not.
/// </summary>
public readonly record struct Period(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The stretch of the same length that ends where this one begins.</summary>
    public Period Before => new(From - (To - From), From);
}

/// <summary>The five figures of a period, by the definitions of console.md 4.4; test calls are left out.</summary>
/// <param name="MarginPercent">Of revenue, not rounded: who shows it rounds it once. Null when there was none.</param>
/// <param name="RevenuePerIncoming">Null when no call came in.</param>
public sealed record Figures(
    Money Revenue,
    Money Payout,
    Money Margin,
    decimal? MarginPercent,
    int Incoming,
    int Connected,
    Money? RevenuePerIncoming)
{
    internal static Figures Of(Money revenue, Money payout, int incoming, int connected)
    {
        var margin = revenue - payout;
        return new Figures(
            revenue,
            payout,
            margin,
            revenue.IsZero ? null : 100m * margin.Micros / revenue.Micros,
            incoming,
            connected,
            incoming == 0 ? null : revenue.Percent(100m / incoming));
    }
}

/// <summary>A period's figures beside those of the period before.</summary>
public sealed record FiguresCompared(Figures Now, Figures Before);

public enum SeriesStep
{
    Minute,
    QuarterHour,
    Hour,
    Day,
}

/// <summary>One step of a series.</summary>
/// <param name="From">Where the step begins, with the offset of the series' time zone.</param>
public sealed record SeriesPoint(DateTimeOffset From, Money Revenue, Money Payout, int Incoming, int Connected);

/// <summary>Money and calls over time, every step of the period present, oldest first.</summary>
public sealed record RevenueSeries(SeriesStep Step, TimeZoneInfo TimeZone, IReadOnlyList<SeriesPoint> Points);
