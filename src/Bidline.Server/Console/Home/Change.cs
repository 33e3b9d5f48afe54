using System.Globalization;
using Bidline.Primitives;

namespace Bidline.Server.Console.Home;

/// <summary>A figure against the one before: how far it moved, and whether that is good.</summary>
/// <param name="Text">"▲ 12.4 %", "▼ 0.8 points", "as before"; empty when there is nothing to compare with.</param>
public sealed record Change(string Text, bool? IsGood)
{
    private static readonly Change NoneBefore = new("", null);
    private static readonly Change Same = new("as before", null);

    /// <param name="moreIsGood">Null when neither direction is, as with a cost that follows sales.</param>
    public static Change Of(decimal now, decimal before, bool? moreIsGood) => before == 0
        ? now == 0 ? Same : NoneBefore
        : Moved(100m * (now - before) / Math.Abs(before), " %", moreIsGood);

    public static Change Of(Money? now, Money? before, bool? moreIsGood) =>
        now is null || before is null ? NoneBefore : Of(now.Value.Units, before.Value.Units, moreIsGood);

    /// <summary>Percentages differ by points: 20 % after 25 % is 5 points less.</summary>
    public static Change OfPercent(decimal? now, decimal? before) =>
        now is null || before is null ? NoneBefore : Moved(now.Value - before.Value, " points", true);

    private static Change Moved(decimal by, string unit, bool? moreIsGood)
    {
        var rounded = decimal.Round(by, 1);
        if (rounded == 0) return Same;
        var size = Math.Abs(rounded);
        var text = size.ToString(size >= 100 ? "#,0" : "0.0", CultureInfo.InvariantCulture);
        return new Change($"{(rounded > 0 ? "▲" : "▼")} {text}{unit}", moreIsGood is null ? null : rounded > 0 == moreIsGood);
    }
}
