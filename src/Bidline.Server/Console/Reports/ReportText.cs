using System.Globalization;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Reports;
using Bidline.Server.Console.Frame;
using Bidline.Server.Console.Home;

namespace Bidline.Server.Console.Reports;

/// <summary>Values of reports as the page shows them.</summary>
internal static class ReportText
{
    public static string Of(Metric metric, decimal? value, Currency currency) => value is not { } known
        ? Shown.Nothing
        : metric.Unit switch
        {
            MetricUnit.Money => Shown.Amount(Money.FromUnits(decimal.Round(known, 6, MidpointRounding.ToEven), currency)),
            MetricUnit.Percent => Shown.Percent(known),
            MetricUnit.Seconds => Spoken.Clock(TimeSpan.FromSeconds((double)known)),
            MetricUnit.Ratio => known.ToString("0.00", CultureInfo.InvariantCulture),
            _ => known.ToString("#,0.##", CultureInfo.InvariantCulture),
        };

    public static Change Against(Metric metric, decimal? now, decimal? before)
    {
        if (now is null || before is null) return new Change("", null);
        if (metric.Unit != MetricUnit.Percent) return Change.Of(now.Value, before.Value, metric.MoreIsGood);
        var points = Change.OfPercent(now, before);
        return points with { IsGood = points.IsGood is null || metric.MoreIsGood is null ? null
            : points.IsGood == metric.MoreIsGood };
    }

    public static string Key(Dimension dimension, string? key, Naming names) => key is null
        ? "not known"
        : dimension.Id == "outcome" ? OutcomeLook.Find(key)?.Word ?? "Live"
        : dimension.Name is { } name ? name(names, key)
        : key;
}
