using Bidline.Calls;
using Bidline.Primitives;

namespace Bidline.Server.Console.Call.Facts;

/// <summary>What is known of the caller, where from, and who was shown it.</summary>
internal sealed record CallerFacts(
    IReadOnlyList<Fact> Profile, IReadOnlyList<Fact> Tags, IReadOnlyList<AskedSource> Sources,
    IReadOnlyList<Disclosure> Disclosures)
{
    /// <summary>Who said all of the tags; null when several did.</summary>
    public string? TagsOrigin => Tags.Select(tag => tag.Origin).Distinct().Take(2).ToArray() is [var one] ? one : null;

    public static CallerFacts Of(CallTrace trace, Naming names)
    {
        var profile = trace.Profile;
        var origins = new FactOrigins(trace);
        var times = Clocks.Caller(trace.ReceivedAt, profile?.TimeZone);
        Fact[] facts =
        [
            new("Number", trace.Caller ?? "withheld", "carrier"),
            new("Area code", profile?.AreaCode, origins.Of("area_code")),
            new(
                "State", profile?.State is { } state ? Place(state, profile.Country) : profile?.Region,
                origins.Of(profile?.State is null ? "region" : "state")),
            new("Country", profile?.Country, origins.Of("country")),
            new("Zip", profile?.Zip, origins.Of("zip")),
            new("Local time", times is null ? null : $"{times}, {profile!.TimeZone}", origins.Of("time_zone")),
            new("Line type", profile?.LineType, origins.Of("line_type")),
            new("Attestation", profile?.Attestation, "carrier"),
            new("Called this campaign before", Before(profile), "our calls"),
        ];
        return new CallerFacts(
            facts,
            [.. (profile?.Tags ?? new Dictionary<string, string>()).OrderBy(tag => tag.Key, StringComparer.Ordinal)
                .Select(tag => new Fact(tag.Key, tag.Value, origins.Of($"tags.{tag.Key}")))],
            [.. (profile?.Sources ?? []).Select(source => AskedSource.Of(source, trace))],
            [.. trace.Disclosures.GroupBy(shown => string.Join(' ', shown.Fields)).Select(group => new Disclosure(
                group.First().Fields,
                [.. group.GroupBy(shown => (shown.Buyer, shown.Target)).Select(to => new ShownTo(
                    names.Of(new BuyerId(to.Key.Buyer), new TargetId(to.Key.Target)), [.. to.Select(shown => shown.At)]))]))]);
    }

    private static string Place(string state, string? country) => country is null or "US" ? state : $"{state}, {country}";

    private static string? Before(ProfileTrace? profile) => profile?.DuplicateDays switch
    {
        null => profile is null ? null : "no",
        0 => "yes, in the last 24 hours",
        1 => "yes, a day ago",
        { } days => $"yes, {days} days ago",
    };
}

/// <param name="Value">Null is "not known". <paramref name="Origin"/> is who said it, where that is known.</param>
internal sealed record Fact(string Name, string? Value, string? Origin);

/// <summary>What was shown of the caller before the call was won, and to whom.</summary>
internal sealed record Disclosure(IReadOnlyList<string> Fields, IReadOnlyList<ShownTo> To);

internal sealed record ShownTo(string Buyer, IReadOnlyList<DateTimeOffset> At);
