using System.Text.Json.Serialization;

namespace Bidline.Tracking;

/// <summary>What a page says of a visit: a stranger's text, all of it. <see cref="VisitReading"/> makes facts of it.</summary>
public sealed record VisitRequest
{
    /// <summary>The page's whole address.</summary>
    public string? Url { get; init; }

    public string? Referrer { get; init; }

    /// <summary>What the page knows of its visitor.</summary>
    public IReadOnlyDictionary<string, string?>? Tags { get; init; }

    /// <summary>Three digits: where the visitor is, as far as the page knows.</summary>
    public string? Area { get; init; }

    /// <summary>The browser's own line; from the request's header, never from its body.</summary>
    [JsonIgnore]
    public string? UserAgent { get; init; }
}

/// <summary>A visit as far as it can be used: texts are short, without control characters, and only so many.</summary>
/// <param name="LandingPage">Without its query, which may hold anything; null when the page did not say.</param>
/// <param name="Referrer">The same of the page before.</param>
/// <param name="Device">"mobile Safari on iOS".</param>
/// <param name="Tags">Keys in lower case.</param>
[Immutable]
public sealed record VisitFacts(
    string? LandingPage, string? Referrer, string Device, IReadOnlyDictionary<string, string> Tags, string? Area)
{
    /// <summary>Where its network address is; null where that is not known.</summary>
    public VisitPlace? Place { get; init; }

    /// <summary>Whether an advertisement brought the visitor, as its address says.</summary>
    public bool BringsAdvertisement => AdTags.All.Any(Tags.ContainsKey);

    public bool HasSameAdvertisement(IReadOnlyDictionary<string, string> tags) =>
        AdTags.All.All(name => Tags.GetValueOrDefault(name) == tags.GetValueOrDefault(name));
}
