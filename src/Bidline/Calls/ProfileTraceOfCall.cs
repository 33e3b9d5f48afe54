using System.Globalization;
using Bidline.Enrichment;
using Bidline.Tracking;

namespace Bidline.Calls;

/// <summary>Writes down what was known of a caller, and who said it. Pure.</summary>
internal static class ProfileTraceOfCall
{
    /// <summary>Said of what was looked up by a version that did not keep by whom.</summary>
    private const string Enrichment = "enrichment";

    public static ProfileTrace Of(CallerProfile profile, Call call)
    {
        var bySource = SourcesOf(profile);
        return new ProfileTrace(
            profile.Country, profile.State, profile.Region, profile.AreaCode, profile.Zip, profile.TimeZone,
            profile.LineType, profile.Attestation, profile.DuplicateDays, profile.Tags,
            profile.Tags.Keys.ToDictionary(
                tag => tag, tag => bySource.ContainsKey(tag) ? Enrichment : OriginOf(tag, call)))
        {
            Facts = [.. Known(profile).Select(fact => FactOf(fact.Field, fact.Value, profile, call, bySource))],
            Sources = [.. (profile.Sources ?? []).Select(SourceOf)],
        };
    }

    private static Dictionary<string, SourceReport> SourcesOf(CallerProfile profile)
    {
        var bySource = new Dictionary<string, SourceReport>(StringComparer.Ordinal);
        foreach (var report in profile.Sources ?? [])
            foreach (var field in report.Fields)
                bySource[field] = report;
        return bySource;
    }

    private static IEnumerable<(string Field, string Value)> Known(CallerProfile profile)
    {
        (string Field, string? Value)[] fields =
        [
            ("country", profile.Country), ("state", profile.State), ("region", profile.Region),
            ("area_code", profile.AreaCode), ("zip", profile.Zip), ("time_zone", profile.TimeZone),
            ("line_type", profile.LineType), ("attestation", profile.Attestation),
            ("duplicate_days", profile.DuplicateDays?.ToString(CultureInfo.InvariantCulture)),
        ];
        foreach (var (field, value) in fields)
            if (value is not null)
                yield return (field, value);
        foreach (var (name, value) in profile.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
            yield return ("tags." + name, value);
    }

    private static FactTrace FactOf(
        string field, string value, CallerProfile profile, Call call, Dictionary<string, SourceReport> bySource)
    {
        var name = field.StartsWith("tags.", StringComparison.Ordinal) ? field["tags.".Length..] : field;
        if (bySource.TryGetValue(name, out var report))
            return new FactTrace(field, value, report.Source, report.AsOf, report.Cost?.ToDecimalString());
        var origin = field switch
        {
            "attestation" => "trunk",
            "zip" when profile.Tags.ContainsKey("zip") => OriginOf("zip", call),
            _ when name.Length == field.Length => Enrichment,
            _ => OriginOf(name, call),
        };
        return new FactTrace(field, value, origin, origin == "visit" ? call.Attribution?.Visit?.At : null, null);
    }

    private static string OriginOf(string tag, Call call) =>
        call.Inbound.Tags.ContainsKey(tag) ? "trunk"
        : call.NumberTags?.ContainsKey(tag) == true ? "number"
        : call.Attribution?.Visit is { } visit && Attribution.Told(visit).Any(told => told.Key == tag) ? "visit"
        : call.Reservation is not null ? "ping"
        : Enrichment;

    private static SourceTrace SourceOf(SourceReport report) => new(
        report.Source, CallLogRow.Spell(report.Outcome), report.Took.TotalMilliseconds, report.Fields, report.AsOf,
        report.Cost?.ToDecimalString(), CallTraceOfCall.Verdict(report.Why));
}
