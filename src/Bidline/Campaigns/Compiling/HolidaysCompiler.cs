using System.Collections.Frozen;
using System.Globalization;
using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Hours;
using Bidline.Campaigns.Source;

namespace Bidline.Campaigns.Compiling;

/// <summary>Reads the days that a target is closed whatever the week says.</summary>
internal static class HolidaysCompiler
{
    private const int NameMax = 100;

    /// <summary>A leap year, so that the 29th of February is a day of the year.</summary>
    private const string LeapYear = "2000-";

    public static Holidays Compile(HolidaysEntry entry, Findings findings, string pointer)
    {
        if (entry is { Calendar: null, Dates: null or { Count: 0 } })
            findings.Add(pointer, "empty", "No day is named.", "give calendar: us_federal, or dates");
        var known = UsFederalHolidays.All.Select(holiday => holiday.Id).ToList();
        foreach (var (index, id) in (entry.Except ?? []).Index().Where(pair => !known.Contains(pair.Item)))
        {
            findings.Add(
                $"{pointer}/except/{index}", "unknown_value", $"\"{Findings.Cut(id)}\" is not a holiday of the calendar.",
                Spelling.Hint(id, known) ?? $"one of {string.Join(", ", known)}");
        }

        var (dates, yearly) = (new Dictionary<DateOnly, string>(), new Dictionary<(int Month, int Day), string>());
        foreach (var (index, day) in (entry.Dates ?? []).Index())
        {
            var place = $"{pointer}/dates/{index}";
            if (day.Name.Length > NameMax) findings.Add($"{place}/name", "too_long", $"The name is over {NameMax} characters.");
            if (YearlyOf(day.Date) is { } everyYear) yearly[everyYear] = day.Name;
            else if (findings.ReadDate(day.Date, $"{place}/date") is { } once) dates[once] = day.Name;
        }

        return new Holidays(
            entry.Calendar == HolidayCalendar.UsFederal, (entry.Except ?? []).ToFrozenSet(StringComparer.Ordinal),
            dates.ToFrozenDictionary(), yearly.ToFrozenDictionary());
    }

    private static (int Month, int Day)? YearlyOf(string text) =>
        text.Length == 5 && DateOnly.TryParseExact(
            LeapYear + text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? (day.Month, day.Day)
            : null;
}
