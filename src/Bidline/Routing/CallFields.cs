using System.Globalization;
using Bidline.Enrichment;

namespace Bidline.Routing;

/// <summary>The names that filters use for what is known about a call.</summary>
public static class CallFields
{
    public const string TagPrefix = "tags.";

    public static IReadOnlyList<string> Known { get; } =
    [
        "caller.country", "caller.state", "caller.region", "caller.area_code", "caller.zip", "caller.line_type",
        "caller.time_zone", "caller.attestation", "caller.duplicate_days",
    ];

    public static bool IsKnown(string field) =>
        Known.Contains(field) || (field.StartsWith(TagPrefix, StringComparison.Ordinal) && field.Length > TagPrefix.Length);

    /// <summary>Null when it is not known for this call; an empty tag counts as not known.</summary>
    public static string? Read(CallerProfile profile, string field) => field switch
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
