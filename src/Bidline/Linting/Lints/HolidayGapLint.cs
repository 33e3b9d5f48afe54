using System.Globalization;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Linting.Lints;

/// <summary>Days to come on which holidays and exceptions close every target of a campaign that the week would open.</summary>
internal static class HolidayGapLint
{
    private const int DaysAhead = 90;
    private const int ShownMax = 4;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    public static IEnumerable<Advice> Check(LintedMarket market)
    {
        foreach (var campaign in market.Campaigns)
        {
            var hours = market.OpenTargets(campaign).Select(target => target.Hours)
                .DistinctBy(each => each?.ToString()).ToList();
            if (hours.Count == 0 || hours.Any(each => each is null or { ByCallersClock: true })) continue;
            var closed = Closed([.. hours.OfType<OpeningHours>()], market.Book.TimeZone, market.Now);
            if (closed.Count > 0) yield return Gap(campaign, closed, market.Book.TimeZone);
        }
    }

    private static Advice Gap(Campaign campaign, List<(DateOnly Day, string? Name)> closed, TimeZoneInfo zone)
    {
        var shown = closed.Take(ShownMax).Select(day =>
            day.Day.ToString("ddd yyyy-MM-dd", CultureInfo.InvariantCulture) + (day.Name is { } name ? $" ({name})" : ""));
        var more = closed.Count > ShownMax ? $" and {closed.Count - ShownMax} more days" : "";
        return Advice.Note(
            "holiday_gap", $"/campaigns/{campaign.Id}/routing/tiers",
            $"All targets of campaign {campaign.Id} are closed all day on {string.Join(", ", shown)}{more} ({zone.Id}).",
            "add a target that works then, pause the traffic, or say so in the fallback");
    }

    private static List<(DateOnly Day, string? Name)> Closed(
        IReadOnlyList<OpeningHours> hours, TimeZoneInfo zone, DateTimeOffset now)
    {
        var weeks = hours.Select(each => new OpeningHours(each.TimeZone, each.Open)).ToList();
        var closed = new List<(DateOnly Day, string? Name)>();
        var today = DayWindow.DayOf(zone, now);
        for (var day = today; day < today.AddDays(DaysAhead); day = day.AddDays(1))
        {
            var (from, until) = (DayWindow.StartOf(zone, day), DayWindow.StartOf(zone, day.AddDays(1)));
            if (IsOpen(hours, from, until) || !IsOpen(weeks, from, until)) continue;
            var noon = from + ((until - from) / 2);
            closed.Add((day, hours.Select(each => each.HolidayAt(noon)).FirstOrDefault(name => name is not null)));
        }

        return closed;
    }

    private static bool IsOpen(IReadOnlyList<OpeningHours> hours, DateTimeOffset from, DateTimeOffset until)
    {
        for (var moment = from; moment < until; moment += Step)
            foreach (var each in hours)
                if (each.IsOpenAt(moment))
                    return true;
        return false;
    }
}
