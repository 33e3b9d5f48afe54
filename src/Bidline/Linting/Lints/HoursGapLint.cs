using System.Globalization;
using Bidline.Campaigns;

namespace Bidline.Linting.Lints;

/// <summary>Times of the week at which every target of a campaign is closed.</summary>
internal static class HoursGapLint
{
    private const int ShownMax = 4;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    public static IEnumerable<Advice> Check(LintedMarket market)
    {
        foreach (var campaign in market.Campaigns)
        {
            var hours = market.OpenTargets(campaign).Select(target => target.Hours).Distinct().ToList();
            // By the caller's clock somebody may be open somewhere at any time.
            if (hours.Count == 0 || hours.Any(each => each is null or { ByCallersClock: true })) continue;
            var gaps = Gaps(hours, market.Book.TimeZone, market.Now);
            if (gaps.Count > 0) yield return Gap(campaign, gaps, market.Book.TimeZone);
        }
    }

    private static Advice Gap(Campaign campaign, List<(DateTimeOffset From, DateTimeOffset Until)> gaps, TimeZoneInfo zone)
    {
        var shown = gaps.Take(ShownMax).Select(gap => $"{Text(gap.From)} to {Text(gap.Until)}");
        var more = gaps.Count > ShownMax ? $" and {gaps.Count - ShownMax} more times" : "";
        return Advice.Note(
            "hours_gap", $"/campaigns/{campaign.Id}/routing/tiers",
            $"All targets of campaign {campaign.Id} are closed {string.Join(", ", shown)}{more} ({zone.Id}).",
            "add a target that is open then, or a fallback that takes those callers");
    }

    /// <summary>The closed stretches of the seven days from the last midnight on, in order.</summary>
    private static List<(DateTimeOffset From, DateTimeOffset Until)> Gaps(
        List<OpeningHours?> hours, TimeZoneInfo zone, DateTimeOffset now)
    {
        var gaps = new List<(DateTimeOffset From, DateTimeOffset Until)>();
        var local = TimeZoneInfo.ConvertTime(now, zone);
        var start = local - local.TimeOfDay;
        for (var moment = start; moment < start.AddDays(7); moment += Step)
        {
            if (hours.Any(each => each!.IsOpenAt(moment))) continue;
            if (gaps.Count > 0 && gaps[^1].Until == moment) gaps[^1] = (gaps[^1].From, moment + Step);
            else gaps.Add((moment, moment + Step));
        }

        return gaps;
    }

    private static string Text(DateTimeOffset moment) => moment.ToString("ddd HH:mm", CultureInfo.InvariantCulture);
}
