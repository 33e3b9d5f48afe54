using System.Globalization;

namespace Bidline.Cli;

/// <summary>How often something happens: "30/min", "5/s", "100/h", or a plain number of times a second.</summary>
internal static class Rate
{
    public static double PerSecond(string text)
    {
        var parts = text.Split('/');
        var seconds = parts.Length == 1 ? 1 : parts.Length > 2 ? 0 : parts[1].Trim() switch
        {
            "s" or "sec" or "second" => 1,
            "m" or "min" or "minute" => 60,
            "h" or "hour" => 3600,
            _ => 0,
        };
        return seconds > 0
            && double.TryParse(parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var times)
            && times > 0 && times / seconds <= 500
            ? times / seconds
            : throw new CommandException(
                $"--rate wants calls over time, as in 30/min or 5/s (at most 500/s); '{text}' is none.",
                ExitCode.BadInput);
    }
}
