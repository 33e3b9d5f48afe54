using System.Collections.Frozen;
using System.Globalization;
using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Hours;
using Bidline.Campaigns.Source;

namespace Bidline.Campaigns.Compiling;

/// <summary>Turns "mon-fri 08:00 18:00" into ranges of single days, and reads the days that break the week.</summary>
internal static class HoursCompiler
{
    private const string CallersClock = "caller";
    private const int LinesMax = 100_000;
    private const int NameMax = 100;

    private static readonly string[] Names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public static OpeningHours Compile(HoursEntry entry, Ground ground, string pointer)
    {
        var findings = ground.Findings;
        var byCaller = entry.Timezone == CallersClock;
        var zone = findings.ReadZone(byCaller ? null : entry.Timezone, $"{pointer}/timezone", CallersClock);
        var fallback = findings.ReadZone(entry.FallbackTimezone, $"{pointer}/fallback_timezone");
        if (entry.FallbackTimezone is not null && !byCaller)
        {
            findings.Add(
                $"{pointer}/fallback_timezone", "hours_form", "It is for callers whose clock is not known.",
                "set timezone: caller, or leave it out");
        }

        return new OpeningHours((byCaller ? fallback : zone) ?? ground.Zone, Week(entry, findings, pointer))
        {
            ByCallersClock = byCaller,
            Holidays = entry.Holidays is { } holidays
                ? HolidaysCompiler.Compile(holidays, findings, $"{pointer}/holidays")
                : Holidays.None,
            Exceptions = Exceptions(entry.Exceptions ?? [], findings, $"{pointer}/exceptions"),
        };
    }

    private static List<OpenRange> Week(HoursEntry entry, Findings findings, string pointer)
    {
        if (entry.Open is null == entry.Week is null)
        {
            var detail = entry.Week is null ? "It does not say when it is open." : "Hours are given once: open or week.";
            findings.Add(pointer, "hours_form", detail, "give one of open and week");
        }

        var ranges = entry.Week is { } week
            ? WeekMarks.Compile(week, findings, $"{pointer}/week")
            : [.. (entry.Open ?? []).Index().SelectMany(pair => Ranges(pair.Item, findings, $"{pointer}/open/{pair.Index}"))];
        if (ranges.Count == 0 && (entry.Open ?? []).Count == 0 && entry.Open is null != entry.Week is null)
        {
            findings.Add(
                $"{pointer}/{(entry.Week is null ? "open" : "week")}", "empty", "Hours without a range are never open.",
                "leave hours out");
        }

        return ranges;
    }

    private static IEnumerable<OpenRange> Ranges(OpenEntry entry, Findings findings, string pointer)
    {
        var days = Days(entry.Days, findings, $"{pointer}/days");
        var concurrent = findings.ReadLimit(entry.Concurrent, LinesMax, $"{pointer}/concurrent", " calls");
        if (Times(entry.From, entry.To, findings, pointer) is not { } whole) return [];
        var open = new List<TimeSpanOfDay> { whole };
        foreach (var (index, pause) in (entry.Breaks ?? []).Index())
        {
            var place = $"{pointer}/breaks/{index}";
            if (Times(pause.From, pause.To, findings, place) is not { } closed) continue;
            if (closed.From < whole.From || closed.End > whole.End)
            {
                findings.Add(
                    place, "break_outside", $"The break {pause.From}-{pause.To} is not within {entry.From}-{entry.To}.");
            }

            open = [.. open.SelectMany(part => part.Without(closed))];
        }

        return days.SelectMany(day => open.Select(part => part.On(day) with { Concurrent = concurrent }));
    }

    private static FrozenDictionary<DateOnly, ExceptionDay> Exceptions(
        IReadOnlyList<ExceptionEntry> entries, Findings findings, string pointer)
    {
        var days = new Dictionary<DateOnly, ExceptionDay>();
        foreach (var (index, entry) in entries.Index())
        {
            var place = $"{pointer}/{index}";
            if (entry.Closed == (entry.Open ?? []).Count > 0)
            {
                findings.Add(
                    place, "exception_form", "A date is either closed or has hours of its own.",
                    "give closed: true, or open with a range");
            }

            var ranges = (entry.Open ?? []).Index()
                .Select(pair => Times(pair.Item.From, pair.Item.To, findings, $"{place}/open/{pair.Index}")).ToList();
            if (entry.Name is { Length: > NameMax })
                findings.Add($"{place}/name", "too_long", $"The name is over {NameMax} characters.");
            if (findings.ReadDate(entry.Date, $"{place}/date") is not { } day) continue;
            var open = ranges.OfType<TimeSpanOfDay>().Select(range => range.On(day.DayOfWeek)).ToList();
            if (!days.TryAdd(day, new ExceptionDay(entry.Name, open)))
                findings.Add($"{place}/date", "duplicate_date", $"{entry.Date} has an exception already.");
        }

        return days.ToFrozenDictionary();
    }

    /// <summary>Null when a time cannot be read; a range that is the wrong way round is noted and taken as it is.</summary>
    private static TimeSpanOfDay? Times(string begins, string ends, Findings findings, string pointer)
    {
        var from = Time(begins, findings, $"{pointer}/from");
        var until = ends == "24:00" ? TimeOnly.MinValue : Time(ends, findings, $"{pointer}/to");
        if (from is not { } first || until is not { } last) return null;
        var range = new TimeSpanOfDay(first, last);
        if (range.End <= first.ToTimeSpan())
        {
            findings.Add(
                $"{pointer}/to",
                "hours_end_before_they_begin",
                $"{ends} is not after {begins}.",
                "give hours over midnight as two ranges: until \"24:00\", and from \"00:00\" on the next day");
        }

        return range;
    }

    private static TimeOnly? Time(string text, Findings findings, string pointer)
    {
        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time;
        findings.Add(pointer, "time", $"\"{Findings.Cut(text)}\" is not a time.", "write it like \"08:00\"");
        return null;
    }

    private static List<DayOfWeek> Days(string text, Findings findings, string pointer)
    {
        var days = new List<DayOfWeek>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            var (first, last) = (Day(ends[0]), Day(ends[^1]));
            if (ends.Length > 2 || first < 0 || last < 0)
            {
                var wrong = first < 0 ? ends[0] : ends[^1];
                var hint = Spelling.Hint(wrong, Names) ?? "write them like \"mon-fri\" or \"sat,sun\"";
                findings.Add(pointer, "days", $"\"{Findings.Cut(part)}\" is not a day or a range of days.", hint);
                continue;
            }

            for (var day = first; ; day = (day + 1) % 7)
            {
                days.Add((DayOfWeek)day);
                if (day == last) break;
            }
        }

        return [.. days.Distinct()];
    }

    private static int Day(string name) => Array.IndexOf(Names, name.ToLowerInvariant());

    /// <summary>From a time until a time; until midnight means the day's end.</summary>
    private readonly record struct TimeSpanOfDay(TimeOnly From, TimeOnly Until)
    {
        public TimeSpan End => Until == TimeOnly.MinValue ? TimeSpan.FromDays(1) : Until.ToTimeSpan();

        public OpenRange On(DayOfWeek day) => new(day, From, Until);

        public IEnumerable<TimeSpanOfDay> Without(TimeSpanOfDay pause)
        {
            if (pause.From.ToTimeSpan() >= End || pause.End <= From.ToTimeSpan())
            {
                yield return this;
                yield break;
            }

            if (pause.From > From) yield return new TimeSpanOfDay(From, pause.From);
            if (pause.End < End) yield return new TimeSpanOfDay(pause.Until, Until);
        }
    }
}
