using System.Globalization;
using Bidline.Campaigns.Entries;

namespace Bidline.Campaigns.Compiling;

/// <summary>Reads a week of 24 marks a day; neighbours with the same mark become one range.</summary>
internal static class WeekMarks
{
    private const int HoursOfADay = 24;
    private const char Closed = '.';
    private const char Open = 'x';

    public static List<OpenRange> Compile(WeekEntry entry, Findings findings, string pointer)
    {
        (DayOfWeek Day, string Name, string? Marks)[] days =
        [
            (DayOfWeek.Monday, "mon", entry.Mon), (DayOfWeek.Tuesday, "tue", entry.Tue),
            (DayOfWeek.Wednesday, "wed", entry.Wed), (DayOfWeek.Thursday, "thu", entry.Thu),
            (DayOfWeek.Friday, "fri", entry.Fri), (DayOfWeek.Saturday, "sat", entry.Sat),
            (DayOfWeek.Sunday, "sun", entry.Sun),
        ];
        return
        [
            .. days.Where(day => day.Marks is not null && IsReadable(day.Marks, findings, $"{pointer}/{day.Name}"))
                .SelectMany(day => Ranges(day.Day, day.Marks!)),
        ];
    }

    private static bool IsReadable(string marks, Findings findings, string pointer)
    {
        var wrong = marks.FirstOrDefault(mark => mark is not (Closed or Open or (>= '1' and <= '9')));
        if (marks.Length == HoursOfADay && wrong == default) return true;
        var detail = wrong != default
            ? $"\"{wrong}\" is not a mark."
            : string.Create(CultureInfo.InvariantCulture, $"There are {marks.Length} marks, and a day has 24 hours.");
        findings.Add(pointer, "week_marks", detail, "\".\" is closed, \"x\" open, \"1\" to \"9\" open for so many calls at once");
        return false;
    }

    private static IEnumerable<OpenRange> Ranges(DayOfWeek day, string marks)
    {
        for (var hour = 0; hour < HoursOfADay;)
        {
            var (first, mark) = (hour, marks[hour]);
            while (hour < HoursOfADay && marks[hour] == mark) hour++;
            if (mark == Closed) continue;
            yield return new OpenRange(day, new TimeOnly(first, 0), new TimeOnly(hour % HoursOfADay, 0))
            {
                Concurrent = mark == Open ? null : mark - '0',
            };
        }
    }
}
