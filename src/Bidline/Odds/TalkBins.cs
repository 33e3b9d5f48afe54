namespace Bidline.Odds;

/// <summary>
/// How talk time is cut into bins: by the second as far as buyers' minimums usually go (to three minutes, so that a
/// buyer who hangs up a second before the line shows), then coarser up to the longest minimum, an hour.
/// </summary>
internal static class TalkBins
{
    /// <summary>Where each bin begins, in seconds; the last one is open.</summary>
    private static readonly int[] Starts =
    [
        .. Enumerable.Range(0, 180),
        .. Enumerable.Range(0, 24).Select(step => 180 + (5 * step)),
        .. Enumerable.Range(0, 56).Select(step => 300 + (60 * step)),
    ];

    public static int Count => Starts.Length;

    /// <summary>The bin that a span lies in.</summary>
    public static int Of(TimeSpan span)
    {
        var found = Array.BinarySearch(Starts, (int)Math.Clamp(span.TotalSeconds, 0, int.MaxValue));
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>Length of a bin in seconds; the open one counts as a minute.</summary>
    public static double WidthOf(int bin) => bin + 1 < Starts.Length ? Starts[bin + 1] - Starts[bin] : 60;

    /// <summary>How much of its bin a span has behind it, 0 to 1.</summary>
    public static double ShareOf(TimeSpan span, int bin) =>
        Math.Min(1, (span.TotalSeconds - Starts[bin]) / WidthOf(bin));
}
