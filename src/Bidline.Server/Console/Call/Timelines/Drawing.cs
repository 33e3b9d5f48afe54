using System.Globalization;

namespace Bidline.Server.Console.Call.Timelines;

/// <summary>Positions as styles. A track's vertical lines are its background, so that a row costs no element for them.</summary>
internal static class Drawing
{
    /// <summary>A bar narrower than this could not be seen; it is as wide on the screen and says its own length.</summary>
    private const string BarMin = "2px";

    private const double LabelsTurnAt = 80;

    public static string Of(Bar bar) =>
        $"left:{Percent(bar.Left)};width:max({Percent(bar.Width)},{(bar.Width > 0 ? BarMin : "0px")})";

    /// <summary>The classes of a mark; near the right edge its label stands to the left of it.</summary>
    public static string Of(Mark mark) => $"mark mark-{Lower(mark.Look)}{(mark.At > LabelsTurnAt ? " near-end" : "")}";

    public static string? Of(Tick tick) => tick switch
    {
        { IsWall: true } => "wall",
        { At: < 2 } => "first",
        { At: > 97 } => "last",
        _ => null,
    };

    public static string At(double at) => $"left:{Percent(at)}";

    /// <summary>The value of a "background": breaks, ticks and the auction's wall and decision.</summary>
    public static string Lines(TimelineRound round)
    {
        var layers = new List<string>();
        foreach (var mark in round.Rows.Where(row => row.Kind == RowKind.Auction).SelectMany(row => row.Marks))
            layers.Add(Line(mark.Look == MarkLook.Deadline ? "--tl-wall" : "--tl-decision", mark.At, "2px"));
        foreach (var gap in round.Scale.Breaks)
            layers.Add(Block("--tl-break", gap, TimeScale.Break));
        foreach (var tick in round.Scale.Ticks) layers.Add(Line("--tl-tick", tick.At, "1px"));
        return string.Join(",", layers);
    }

    public static string Lower(Enum value) => value.ToString().ToLowerInvariant();

    private static string Line(string colour, double at, string width) =>
        $"linear-gradient(var({colour}),var({colour})) {Percent(at)} 0/{width} 100% no-repeat";

    // The position of a background is that of the free space: 100 % puts its right edge to the right.
    private static string Block(string image, double left, double width) =>
        $"var({image}) {Percent(100 * left / (100 - width))} 0/{Percent(width)} 100% no-repeat";

    private static string Percent(double percent) =>
        percent.ToString("0.###", CultureInfo.InvariantCulture) + "%";
}
