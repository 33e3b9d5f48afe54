using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Server.Console.Frame;

namespace Bidline.Server.Console.Hours;

/// <summary>When one target is open, at one moment. Pure.</summary>
/// <param name="IsOpen">Null where each caller's own clock decides.</param>
/// <param name="Now">"Open until Mon 18:00", "Opens Tue 08:00".</param>
/// <param name="Clock">Whose clock, and what it says; null where the target is always open.</param>
/// <param name="Holiday">The next day that is closed though the week would be open; null for none in half a year.</param>
public sealed record TargetHours(
    TargetId Id, string Name, string Buyer, bool? IsOpen, string Now, string Week, string? Clock, string? Holiday)
{
    private const int HolidayDays = 183;
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(8);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    /// <summary>Every target, the closed ones first.</summary>
    public static IReadOnlyList<TargetHours> All(CampaignBook book, DateTimeOffset now) =>
    [
        .. book.Targets.Values.Select(target => Of(book, target, now))
            .OrderBy(row => row.IsOpen ?? true).ThenBy(row => row.Name, StringComparer.OrdinalIgnoreCase),
    ];

    public static TargetHours Of(CampaignBook book, Target target, DateTimeOffset now)
    {
        var buyer = book.Buyers[target.Buyer].Name;
        if (target.Hours is not { } hours)
            return new TargetHours(target.Id, target.Name, buyer, true, "Always open", "At any time", null, null);
        var week = WeekInWords.Of(hours.Open);
        var holiday = NextHoliday(hours, now);
        if (hours.ByCallersClock)
        {
            return new TargetHours(
                target.Id, target.Name, buyer, null, "As it is where the caller lives", week,
                $"The caller's, or {Shown.Zone(hours.TimeZone)}", holiday);
        }

        var open = hours.IsOpenAt(now);
        return new TargetHours(
            target.Id, target.Name, buyer, open, open ? OpenUntil(hours, now) : ClosedUntil(hours, now), week,
            $"{Shown.Zone(hours.TimeZone)}, {Moment(now, hours.TimeZone)}", holiday);
    }

    private static string OpenUntil(OpeningHours hours, DateTimeOffset now)
    {
        var at = now;
        while (at - now < Ahead && hours.IsOpenAt(at)) at += Step;
        if (hours.IsOpenAt(at)) return "Open, and does not close this week";
        // Back to the minute: hours are of whole minutes.
        at = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        while (!hours.IsOpenAt(at.AddMinutes(-1))) at = at.AddMinutes(-1);
        return $"Open until {Moment(at, hours.TimeZone)}";
    }

    private static string ClosedUntil(OpeningHours hours, DateTimeOffset now)
    {
        var opens = hours.NextOpening(now) is { } opening
            ? $"opens {Moment(opening, hours.TimeZone)}"
            : "never opens in the next five weeks";
        return hours.HolidayAt(now) is { } holiday ? $"Closed for {holiday}, {opens}" : $"Closed, {opens}";
    }

    private static string? NextHoliday(OpeningHours hours, DateTimeOffset now)
    {
        for (var days = 0; days < HolidayDays; days++)
        {
            var at = now.AddDays(days);
            if (hours.HolidayAt(at) is { } name) return $"{Shown.Day(at, hours.TimeZone)}, {name}";
        }

        return null;
    }

    /// <summary>"Mon 24 Nov 18:00": on the clock of the zone.</summary>
    private static string Moment(DateTimeOffset at, TimeZoneInfo zone) =>
        $"{Shown.Day(at, zone)}, {Shown.Clock(at, zone)[..5]}";
}
