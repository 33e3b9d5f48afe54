using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tracking;

namespace Bidline.Reports;

/// <summary>What a report is asked for. A request that exists has been found to make sense (<see cref="ReportForm"/>).</summary>
/// <param name="Period">Calls that came in within it.</param>
/// <param name="Zone">Whose clock hours, days, weeks and months are of.</param>
/// <param name="Currency">All money is of it; a row never mixes two.</param>
/// <param name="Dimensions">At most three; none makes one row of everything.</param>
public sealed record ReportRequest(
    Period Period,
    TimeZoneInfo Zone,
    Currency Currency,
    IReadOnlyList<Dimension> Dimensions,
    IReadOnlyList<Metric> Metrics,
    IReadOnlyList<ReportFilter> Filters)
{
    public TouchModel Touch { get; init; } = TouchModel.Last;

    /// <summary>Beside each figure that of the period before.</summary>
    public bool Compares { get; init; }

    /// <summary>Null for the order that suits the dimensions.</summary>
    public ReportSort? Sort { get; init; }

    public int Rows { get; init; } = ReportLimits.RowsUnlessSaid;

    /// <summary>Test calls are left out unless this is true.</summary>
    public bool Tests { get; init; }

    /// <summary>
    /// As many days before, up to the same hour, where the period begins with a day; else as long a time before.
    /// </summary>
    public Period Before
    {
        get
        {
            var (first, last) = (DayWindow.DayOf(Zone, Period.From), DayWindow.DayOf(Zone, Period.To.AddTicks(-1)));
            if (DayWindow.StartOf(Zone, first) != Period.From) return Period.Before;
            var from = DayWindow.StartOf(Zone, first.AddDays(first.DayNumber - last.DayNumber - 1));
            var isWhole = DayWindow.StartOf(Zone, last.AddDays(1)) == Period.To;
            return new Period(from, isWhole ? Period.From : from + (Period.To - Period.From));
        }
    }

    /// <summary>Which calls it is about.</summary>
    public ReportCut Cut => new(Period, Zone, Currency, Filters, Touch, Tests);
}

/// <summary>A part of the calls of a time.</summary>
/// <param name="Of">Only those that count in this metric; null for all.</param>
public sealed record ReportCut(
    Period Period, TimeZoneInfo Zone, Currency Currency, IReadOnlyList<ReportFilter> Filters, TouchModel Touch, bool Tests,
    Metric? Of = null)
{
    /// <summary>What it is a part of.</summary>
    public ReportFact Fact =>
        Of?.Measures[0].FactOf(Filters.Any(filter => filter.Dimension.IsBidders)) ?? ReportFact.Call;

    /// <summary>The rows of its calls, for the call log.</summary>
    public SqlText ToCalls() => ReportSql.Calls(this);

    /// <summary>The rows of its pings, for their list.</summary>
    public SqlText ToPings() => ReportSql.Pings(this);
}

/// <param name="Values">Any of them; null is "not known".</param>
/// <param name="Not">All but these.</param>
public sealed record ReportFilter(Dimension Dimension, IReadOnlyList<string?> Values, bool Not = false);

/// <summary>By one of the report's metrics or dimensions.</summary>
public sealed record ReportSort(string By, bool Descending);

/// <summary>What one report may be and cost at most. Meeting one is said and counted.</summary>
public static class ReportLimits
{
    public const int DimensionsMax = 3;

    public const int MetricsMax = 25;

    public const int FiltersMax = 12;

    /// <summary>Values of one filter.</summary>
    public const int ValuesMax = 100;

    public const int ValueLengthMax = 512;

    public const int RowsUnlessSaid = 500;

    /// <summary>Rows that are answered.</summary>
    public const int RowsMax = 10_000;

    /// <summary>Rows that are counted, so that the largest can be shown and the rest be summed.</summary>
    public const int GroupsMax = 100_000;

    public static readonly TimeSpan PeriodMax = TimeSpan.FromDays(400);

    /// <summary>For one report, with that of the period before.</summary>
    public static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(20);

    /// <summary>Reports that are made at the same time: calls come first.</summary>
    public const int AtOnceMax = 2;

    /// <summary>How long one waits for its turn.</summary>
    public static readonly TimeSpan TurnMax = TimeSpan.FromSeconds(10);
}
