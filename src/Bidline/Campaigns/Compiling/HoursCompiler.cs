using System.Globalization;
using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Source;

namespace Bidline.Campaigns.Compiling;

/// <summary>Turns "mon-fri 08:00 18:00" into ranges of single days.</summary>
internal static class HoursCompiler
{
    private static readonly string[] Names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public static OpeningHours Compile(HoursEntry entry, Ground ground, string pointer)
    {
        var zone = ground.Findings.ReadZone(entry.Timezone, $"{pointer}/timezone") ?? ground.Zone;
        if (entry.Open.Count == 0)
            ground.Findings.Add($"{pointer}/open", "empty", "Hours without a range are never open.", "leave hours out");
        var ranges = entry.Open.Index()
            .SelectMany(pair => Ranges(pair.Item, ground.Findings, $"{pointer}/open/{pair.Index}"));
        return new OpeningHours(zone, [.. ranges]);
    }

    private static IEnumerable<OpenRange> Ranges(OpenEntry entry, Findings findings, string pointer)
    {
        var from = Time(entry.From, findings, $"{pointer}/from");
        var until = entry.To == "24:00" ? TimeOnly.MinValue : Time(entry.To, findings, $"{pointer}/to");
        var days = Days(entry.Days, findings, $"{pointer}/days");
        if (from is { } begins && until is { } ends && ends != TimeOnly.MinValue && ends <= begins)
        {
            findings.Add(
                $"{pointer}/to",
                "hours_end_before_they_begin",
                $"{entry.To} is not after {entry.From}.",
                "give hours over midnight as two ranges: until \"24:00\", and from \"00:00\" on the next day");
        }

        return days.Select(day => new OpenRange(day, from ?? default, until ?? default));
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
}
