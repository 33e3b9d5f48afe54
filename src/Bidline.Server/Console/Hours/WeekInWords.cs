using System.Globalization;
using Bidline.Campaigns;

namespace Bidline.Server.Console.Hours;

/// <summary>Weekly hours as people say them: "Mon to Fri 08:00 to 18:00, Sat 10:00 to 14:00 (2 lines)". Pure.</summary>
internal static class WeekInWords
{
    private const int DaysOfAWeek = 7;

    public static string Of(IReadOnlyList<OpenRange> ranges)
    {
        if (ranges.Count == 0) return "Never";
        var parts = ranges.GroupBy(range => (range.From, range.Until, range.Concurrent))
            .Select(group => (Days: group.Select(range => Place(range.Day)).Distinct().Order().ToArray(), group.Key))
            .OrderBy(part => part.Days[0]).ThenBy(part => part.Key.From);
        return string.Join(", ", parts.Select(part =>
            $"{Days(part.Days)} {Clock(part.Key.From)} to {End(part.Key.Until)}{Lines(part.Key.Concurrent)}"));
    }

    private static string Days(int[] days)
    {
        if (days.Length == DaysOfAWeek) return "every day";
        var words = new List<string>();
        for (var i = 0; i < days.Length;)
        {
            var first = i++;
            while (i < days.Length && days[i] == days[i - 1] + 1) i++;
            words.Add(i - first > 2
                ? $"{Name(days[first])} to {Name(days[i - 1])}"
                : string.Join(", ", days[first..i].Select(Name)));
        }

        return string.Join(", ", words);
    }

    private static string Lines(int? lines) => lines is { } most ? $" ({Bidline.Calls.Spoken.Count(most, "line", "lines")})" : "";

    private static string Clock(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string End(TimeOnly time) => time == TimeOnly.MinValue ? "24:00" : Clock(time);

    // Weeks begin on Monday here.
    private static int Place(DayOfWeek day) => ((int)day + 6) % DaysOfAWeek;

    private static string Name(int place) => ((DayOfWeek)((place + 1) % DaysOfAWeek)).ToString()[..3];
}
