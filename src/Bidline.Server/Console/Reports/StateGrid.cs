namespace Bidline.Server.Console.Reports;

/// <summary>Where each state stands in a grid of equal tiles that keeps neighbours together.</summary>
internal static class StateGrid
{
    private static readonly string[] Lines =
    [
        "AK .. .. .. .. .. .. .. .. .. ME",
        ".. .. .. .. .. WI .. .. .. VT NH",
        "WA ID MT ND MN IL MI .. NY MA ..",
        "OR NV WY SD IA IN OH PA NJ CT RI",
        "CA UT CO NE MO KY WV VA MD DE ..",
        ".. AZ NM KS AR TN NC SC DC .. ..",
        ".. .. .. OK LA MS AL GA .. .. ..",
        "HI .. .. TX .. .. .. .. FL .. PR",
    ];

    public static IReadOnlyList<(string State, int Column, int Line)> Tiles { get; } =
    [
        .. Lines.SelectMany((line, y) => line.Split(' ').Select((state, x) => (state, x, y))).Where(tile => tile.state != ".."),
    ];
}
