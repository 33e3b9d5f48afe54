using System.Globalization;
using Bidline.Campaigns;
using Bidline.Campaigns.Hours;
using Bidline.Enrichment;
using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>
/// Outside the hours for telephone solicitation, where the campaign keeps them. Where the caller may live in one of
/// several zones, all of them must be within; where the place is not known, all zones of the contiguous states.
/// </summary>
internal static class CallingHoursRule
{
    private static readonly TimeZoneInfo[] Contiguous = Array.ConvertAll(
        ["America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles"],
        TimeZoneInfo.FindSystemTimeZoneById);

    public static Reason? Check(RuleInput input) => Check(input.Campaign.CallingHours, input.Facts);

    internal static Reason? Check(CallingHours kept, CallFacts facts)
    {
        // The hours are those of the United States.
        if (kept == CallingHours.Off || facts.Profile.Country is not (null or "US")) return null;
        var state = CallerZones.StateOf(facts.Profile);
        var hours = kept == CallingHours.State ? SolicitationHours.Of(state) : SolicitationHours.Federal;
        var zones = CallerZones.Of(facts.Profile);
        foreach (var zone in zones.Count > 0 ? zones : Contiguous)
        {
            var local = TimeZoneInfo.ConvertTime(facts.LocalTime, zone).DateTime;
            var allowed = hours.On(DateOnly.FromDateTime(local));
            if (allowed is { } day && day.Covers(TimeOnly.FromDateTime(local))) continue;
            return Reason.Of(
                "not_asked.calling_hours",
                ("state", state), ("local", local.ToString("ddd HH:mm", CultureInfo.InvariantCulture)),
                ("allowed", allowed?.ToString() ?? "none on this day"), ("zone", zone.Id));
        }

        return null;
    }
}
