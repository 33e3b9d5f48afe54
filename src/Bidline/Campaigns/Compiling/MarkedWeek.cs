using System.Globalization;

namespace Bidline.Campaigns.Compiling;

/// <summary>Reads a week of 24 marks a day, whatever the marks mean.</summary>
internal static class MarkedWeek
{
    public const int HoursOfADay = 24;

    /// <summary>What stands for no rule of its own, and for a day that is left out.</summary>
    public const char Plain = '.';

    /// <summary>The days that can be read, Sunday first; null for one that is left out or has a mistake.</summary>
    /// <param name="days">Sunday first.</param>
    /// <param name="known">Marks that may stand there.</param>
    /// <param name="hint">What they mean.</param>
    public static string?[] Read(string?[] days, IReadOnlySet<char> known, Findings findings, string pointer, string hint)
    {
        if (days.All(day => day is null))
            findings.Add(pointer, "empty", "A week without a day says nothing.", "for example mon, with 24 marks");
        return [.. days.Select((marks, day) => IsRead(marks, $"{pointer}/{NameOf(day)}") ? marks : null)];

        bool IsRead(string? marks, string place) => IsReadable(marks, known, findings, place, hint);
    }

    /// <summary>Stretches of one mark within one day, the plain ones left out.</summary>
    public static IEnumerable<(int Day, int From, int Until, char Mark)> Stretches(string?[] days)
    {
        for (var day = 0; day < days.Length; day++)
        {
            if (days[day] is not { } marks) continue;
            for (var hour = 0; hour < HoursOfADay;)
            {
                var (first, mark) = (hour, marks[hour]);
                while (hour < HoursOfADay && marks[hour] == mark) hour++;
                if (mark != Plain) yield return (day, first, hour, mark);
            }
        }
    }

    /// <summary>Notes marks that are no letter, or stand twice.</summary>
    public static IEnumerable<(int Index, char Mark, T Meaning)> Marks<T>(
        IReadOnlyList<T> entries, Func<T, string> markOf, Findings findings, string pointer)
    {
        var seen = new HashSet<char>();
        foreach (var (index, entry) in entries.Index())
        {
            var mark = markOf(entry);
            if (mark is not [>= 'a' and <= 'z'])
            {
                findings.Add(
                    $"{pointer}/{index}/mark", "week_marks", $"\"{Findings.Cut(mark)}\" is not a mark.",
                    "one letter, \"a\" to \"z\"");
            }
            else if (!seen.Add(mark[0]))
                findings.Add($"{pointer}/{index}/mark", "duplicate_id", $"\"{mark}\" has a meaning already.");
            else yield return (index, mark[0], entry);
        }
    }

    public static string NameOf(int day) => ((DayOfWeek)day).ToString()[..3].ToLowerInvariant();

    private static bool IsReadable(string? marks, IReadOnlySet<char> known, Findings findings, string pointer, string hint)
    {
        if (marks is null) return false;
        var wrong = marks.FirstOrDefault(mark => mark != Plain && !known.Contains(mark));
        if (marks.Length == HoursOfADay && wrong == default) return true;
        var detail = wrong != default
            ? $"\"{wrong}\" is not a mark."
            : string.Create(CultureInfo.InvariantCulture, $"There are {marks.Length} marks, and a day has 24 hours.");
        findings.Add(pointer, "week_marks", detail, hint);
        return false;
    }
}
