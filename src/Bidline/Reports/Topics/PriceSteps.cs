using System.Globalization;

namespace Bidline.Reports.Topics;

/// <summary>Prices as reports tell them apart: finer where most calls are sold. The same whatever the currency.</summary>
internal static class PriceSteps
{
    private static readonly decimal[] Units =
    [
        0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 22, 25, 28, 32, 36, 40, 45, 50, 60, 70, 80, 100, 125, 150, 200, 300, 500,
    ];

    /// <summary>In millionths, rising from nothing.</summary>
    public static IReadOnlyList<long> Micros { get; } = [.. Units.Select(unit => (long)(unit * 1_000_000))];

    /// <summary>The step that a price stands on: the last that is not above it.</summary>
    public static string Of(string column)
    {
        var steps = Micros.Skip(1).Select((step, i) => $" WHEN {column} < {Text(step)} THEN {Text(Micros[i])}");
        return $"CASE{string.Concat(steps)} ELSE {Text(Micros[^1])} END";
    }

    public static string Write(long micros) => (micros / 1_000_000m).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Null for what is no step.</summary>
    public static long? Read(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var units)
        && units is >= 0 and <= 500 && Micros.Contains((long)(units * 1_000_000)) ? (long)(units * 1_000_000) : null;

    private static string Text(long micros) => micros.ToString(CultureInfo.InvariantCulture);
}
