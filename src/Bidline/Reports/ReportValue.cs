using System.Globalization;

namespace Bidline.Reports;

/// <summary>A metric's value as files and programs get it: rounded here, invariant; null where there is none.</summary>
public static class ReportValue
{
    public static string? Write(Metric metric, decimal? value) => value is not { } known ? null : metric.Unit switch
    {
        MetricUnit.Money => Round(known, 6).ToString("0.00####", CultureInfo.InvariantCulture),
        // A touch's share of a call has six decimals.
        MetricUnit.Calls => Round(known, 6).ToString("0.######", CultureInfo.InvariantCulture),
        MetricUnit.Seconds => Round(known, 3).ToString("0.###", CultureInfo.InvariantCulture),
        _ => Round(known, 4).ToString("0.####", CultureInfo.InvariantCulture),
    };

    private static decimal Round(decimal value, int decimals) => decimal.Round(value, decimals, MidpointRounding.ToEven);
}
