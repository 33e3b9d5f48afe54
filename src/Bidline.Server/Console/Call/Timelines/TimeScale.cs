using System.Globalization;
using Bidline.Calls;

namespace Bidline.Server.Console.Call.Timelines;

/// <summary>What a stretch of the time axis is for: an auction is read in milliseconds, the rest in seconds.</summary>
internal enum StretchKind
{
    Auction,
    Dial,
    Talk,
}

/// <summary>A piece of the axis with a scale of its own. Times are milliseconds since the call was received.</summary>
/// <param name="Left">Percent of the track's width, like all positions here.</param>
internal sealed record Stretch(StretchKind Kind, double FromMs, double ToMs, double Left, double Width)
{
    public double Right => Left + Width;

    /// <summary>Times outside are drawn at the edge.</summary>
    public double At(double ms) => Left + (Width * Math.Clamp((ms - FromMs) / Math.Max(ToMs - FromMs, 0.001), 0, 1));
}

/// <param name="IsWall">It stands at the deadline.</param>
internal sealed record Tick(double At, string Label, bool IsWall = false);

/// <summary>
/// A time axis of up to three stretches with a break between them, so that fifty milliseconds of bidding and three minutes
/// of talk can be read on one line. Pure.
/// </summary>
internal sealed record TimeScale(IReadOnlyList<Stretch> Stretches, IReadOnlyList<Tick> Ticks)
{
    /// <summary>The width of a break mark.</summary>
    public const double Break = 2.5;

    private const double ClearOfEdge = 4;
    private const double ClearOfMark = 9;

    private static readonly double[] Steps =
    [
        0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000,
        300_000, 600_000, 1_200_000, 3_600_000,
    ];

    /// <summary>Where the breaks are: the left edge of every stretch but the first, less the mark's width.</summary>
    public IEnumerable<double> Breaks => Stretches.Skip(1).Select(stretch => stretch.Left - Break);

    /// <param name="origin">What the milliseconds of the first stretch are counted from.</param>
    /// <param name="parts">With the share of the width that each is to have, relative to the others.</param>
    public static TimeScale Of(double origin, IReadOnlyList<(StretchKind Kind, double From, double To, double Share)> parts)
    {
        var room = 100 - (Break * (parts.Count - 1));
        var all = parts.Sum(part => part.Share);
        var left = 0.0;
        var stretches = new List<Stretch>();
        foreach (var (kind, from, to, share) in parts)
        {
            var width = room * share / all;
            stretches.Add(new Stretch(kind, from, Math.Max(to, from + 0.001), left, width));
            left += width + Break;
        }

        return new TimeScale(stretches, [.. stretches.SelectMany(stretch => TicksOf(stretch, origin))]);
    }

    /// <summary>The stretch of that kind, or the nearest one before it where the axis has none.</summary>
    public Stretch For(StretchKind kind) =>
        Stretches.LastOrDefault(stretch => stretch.Kind <= kind) ?? Stretches[0];

    /// <summary>The same with one place marked, and no number so near that they would run into each other.</summary>
    public TimeScale Marked(double at, string label) => this with
    {
        Ticks = [.. Ticks.Where(tick => Math.Abs(tick.At - at) > ClearOfMark), new Tick(at, label, IsWall: true)],
    };

    /// <summary>"80 ms" while milliseconds matter, "0.4 s", "6 s", "1:30".</summary>
    public static string Label(double ms, bool inMilliseconds) => ms switch
    {
        0 => "0",
        _ when inMilliseconds => Number(ms, "#,0.#") + " ms",
        < 60_000 => Number(ms / 1000, "0.#") + " s",
        _ => Spoken.Clock(TimeSpan.FromMilliseconds(ms)),
    };

    private static List<Tick> TicksOf(Stretch stretch, double origin)
    {
        var inMilliseconds = stretch.Kind == StretchKind.Auction && stretch.ToMs - origin < 10_000;
        var from = stretch.Kind == StretchKind.Auction ? origin : 0;
        var wanted = Math.Max(2, stretch.Width / 6);
        var least = inMilliseconds ? 0.1 : 100;
        var step = Steps.First(it => it >= least && (stretch.ToMs - stretch.FromMs) / it <= wanted || it == Steps[^1]);
        var found = new List<Tick>();
        for (var at = Math.Ceiling((stretch.FromMs - from) / step) * step; at + from <= stretch.ToMs; at += step)
        {
            var place = stretch.At(at + from);
            // A number at the far edge would run into the break; the first of a later stretch into the number before it.
            if (place > stretch.Right - ClearOfEdge && stretch.Right < 100 || found.Count > 100) break;
            found.Add(new Tick(place, Label(at, inMilliseconds)));
        }

        return found;
    }

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
