using System.Globalization;
using Bidline.Enrichment;
using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>The names that filters use for what is known about a call.</summary>
public static class CallFields
{
    public const string TagPrefix = "tags.";

    public const string Hour = "call.hour";

    public const string Weekday = "call.weekday";

    /// <summary>"2026-12-24", on the campaign's clock.</summary>
    public const string Date = "call.date";

    /// <summary>The number that was dialled, in E.164.</summary>
    public const string Number = "call.number";

    public const string Zip = "caller.zip";

    public const string Publisher = "publisher";

    /// <summary>The caller's own number in E.164; shown masked.</summary>
    public const string CallerNumber = "caller.number";

    /// <summary>By the clock the caller lives by; not known when that is not.</summary>
    public const string CallerHour = "caller.hour";

    public const string CallerWeekday = "caller.weekday";

    private static readonly string[] Hours =
        [.. Enumerable.Range(0, 24).Select(hour => hour.ToString(CultureInfo.InvariantCulture))];

    /// <summary>As <see cref="Weekday"/> reads them, in the order of <see cref="DayOfWeek"/>.</summary>
    public static IReadOnlyList<string> Weekdays { get; } = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public static IReadOnlyList<string> Known { get; } =
    [
        "caller.country", "caller.state", "caller.region", "caller.area_code", "caller.zip", "caller.line_type",
        "caller.time_zone", "caller.attestation", "caller.duplicate_days", CallerNumber, CallerHour, CallerWeekday, Hour,
        Weekday, Date, Number, Publisher,
    ];

    public static bool IsKnown(string field) =>
        Known.Contains(field) || (field.StartsWith(TagPrefix, StringComparison.Ordinal) && field.Length > TagPrefix.Length);

    /// <summary>Null when it is not known for this call; an empty tag counts as not known.</summary>
    public static string? Read(CallFacts facts, string field) => field switch
    {
        Hour => Hours[facts.LocalTime.Hour],
        Weekday => Weekdays[(int)facts.LocalTime.DayOfWeek],
        Date => facts.LocalTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Number => facts.Dialled.IsSet ? facts.Dialled.E164 : null,
        Publisher => facts.Publisher.Value,
        CallerHour => facts.CallersTime is { } time ? Hours[time.Hour] : null,
        CallerWeekday => facts.CallersTime is { } time ? Weekdays[(int)time.DayOfWeek] : null,
        _ => Read(facts.Profile, field),
    };

    /// <summary>A value as it may be written down: the caller's number is masked.</summary>
    public static string? Shown(string field, string? value) =>
        field == CallerNumber && PhoneNumber.TryParse(value, out var number) ? number.ToString() : value;

    private static string? Read(CallerProfile profile, string field) => field switch
    {
        CallerNumber => profile.Caller.IsSet ? profile.Caller.E164 : null,
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
