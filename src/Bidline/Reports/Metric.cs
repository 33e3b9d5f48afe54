namespace Bidline.Reports;

/// <summary>How a metric's value is to be read.</summary>
public enum MetricUnit
{
    Calls,
    Money,

    /// <summary>0 to 100, and below zero for a margin.</summary>
    Percent,
    Seconds,

    /// <summary>So many for each one.</summary>
    Ratio,
}

/// <summary>The sums that a row's metrics are made of, in natural units: calls, units of money, seconds.</summary>
public sealed record Sums(IReadOnlyDictionary<Measure, decimal> Of)
{
    public decimal this[Measure measure] => Of[measure];

    /// <summary>Of the sums, never of averages; null where the whole is nothing.</summary>
    public decimal? Ratio(Measure part, Measure whole) => Ratio(this[part], this[whole]);

    public static decimal? Ratio(decimal part, decimal whole) => whole == 0 ? null : part / whole;
}

/// <summary>A figure of a report.</summary>
/// <param name="Definition">What exactly it is, in words, as the console, the CSV and the API say it.</param>
/// <param name="Measures">What it is made of; the first is whose calls a figure opens.</param>
/// <param name="MoreIsGood">Null where neither more nor less is.</param>
/// <param name="Formula">Null where the set is empty: then "–" is shown, never nothing for something.</param>
public sealed record Metric(
    string Id, string Label, string Definition, MetricUnit Unit, bool? MoreIsGood, IReadOnlyList<Measure> Measures,
    Func<Sums, decimal?> Formula)
{
    /// <summary>Publishers may see it of their own calls: it says nothing of buyers, prices and our margin.</summary>
    public bool ForPublishers { get; init; }

    /// <summary>Rows of it can be added up.</summary>
    public bool IsSum => Measures.Count == 1 && Unit is MetricUnit.Calls or MetricUnit.Money;
}
