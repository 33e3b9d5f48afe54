using System.Globalization;
using Bidline.Enrichment;

namespace Bidline.Routing;

/// <summary>The names that filters use for what is known about a call.</summary>
public static class CallFields
{
    public const string TagPrefix = "tags.";

    public const string Hour = "call.hour";

    public const string Weekday = "call.weekday";

    public const string Publisher = "publisher";

    private static readonly string[] Hours =
        [.. Enumerable.Range(0, 24).Select(hour => hour.ToString(CultureInfo.InvariantCulture))];

    /// <summary>As <see cref="Weekday"/> reads them, in the order of <see cref="DayOfWeek"/>.</summary>
    public static IReadOnlyList<string> Weekdays { get; } = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public static IReadOnlyList<string> Known { get; } =
    [
        "caller.country", "caller.state", "caller.region", "caller.area_code", "caller.zip", "caller.line_type",
        "caller.time_zone", "caller.attestation", "caller.duplicate_days", Hour, Weekday, Publisher,
    ];

    public static bool IsKnown(string field) =>
        Known.Contains(field) || (field.StartsWith(TagPrefix, StringComparison.Ordinal) && field.Length > TagPrefix.Length);

    /// <summary>Null when it is not known for this call; an empty tag counts as not known.</summary>
    public static string? Read(CallFacts facts, string field) => field switch
    {
        Hour => Hours[facts.LocalTime.Hour],
        Weekday => Weekdays[(int)facts.LocalTime.DayOfWeek],
        Publisher => facts.Publisher.Value,
        _ => Read(facts.Profile, field),
    };

    private static string? Read(CallerProfile profile, string field) => field switch
    {
        "caller.country" => profile.Country,
        "caller.state" => profile.State,
        "caller.region" => profile.Region,
        "caller.area_code" => profile.AreaCode,
        "caller.zip" => profile.Zip,
        "caller.line_type" => profile.LineType,
        "caller.time_zone" => profile.TimeZone,
        "caller.attestation" => profile.Attestation,
        "caller.duplicate_days" => profile.DuplicateDays?.ToString(CultureInfo.InvariantCulture),
        _ when field.StartsWith(TagPrefix, StringComparison.Ordinal) =>
            profile.Tags.GetValueOrDefault(field[TagPrefix.Length..]) is { Length: > 0 } tag ? tag : null,
        _ => null,
    };
}
