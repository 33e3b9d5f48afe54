using System.Globalization;
using System.Text;
using Bidline.Connecting;

namespace Bidline.Server.Console.Call.Sounds;

/// <summary>The shape of a recording as a path of an SVG: the caller above the middle line, the target below.</summary>
internal static class Outline
{
    public const int Height = 64;
    private const int Half = Height / 2;

    /// <param name="channel">0 is the caller, 1 the target.</param>
    public static string PathOf(ReadOnlySpan<byte> outline, int channel)
    {
        var path = new StringBuilder();
        for (var i = 0; i < FinishedRecording.OutlineBuckets && (2 * i) + channel < outline.Length; i++)
        {
            // Speech keeps far below full scale: the square root makes it visible.
            var high = Math.Sqrt(outline[(2 * i) + channel] / 255.0) * (Half - 1);
            if (high < 0.5) high = 0.5;
            path.Append(CultureInfo.InvariantCulture, $"M{i} {Half}V{(channel == 0 ? Half - high : Half + high):0.#}");
        }

        return path.ToString();
    }
}
