using System.Text.Json.Serialization;
using Bidline.Primitives;

namespace Bidline.Tracking;

/// <summary>One visit to a page with our script, as it is kept: what the visitor came for, and what brought it before.</summary>
/// <param name="Tags">Of the advertisement, of its own parameters, and of the page; keys in lower case.</param>
/// <param name="Earlier">What brought the same visitor before, oldest first.</param>
[Immutable]
public sealed record Visit(
    VisitId Id,
    VisitorId Visitor,
    PoolId Pool,
    CampaignId Campaign,
    PublisherId Publisher,
    DateTimeOffset At,
    string? LandingPage,
    string? Referrer,
    string Device,
    IReadOnlyDictionary<string, string> Tags,
    IReadOnlyList<Touch> Earlier)
{
    /// <summary>Earlier ones that are remembered; the first is always among them.</summary>
    public const int EarlierMax = 20;

    /// <summary>Where its network address was; null where that is not known.</summary>
    public VisitPlace? Place { get; init; }

    /// <summary>Everything that brought this visitor, oldest first; the last is this visit itself.</summary>
    [JsonIgnore]
    public IReadOnlyList<Touch> Touches => [.. Earlier, Touch.Of(this)];

    /// <summary>
    /// Whether what a page says now is of this visit still: its page showed life within the pool's idle time, and no other
    /// advertisement brought the visitor back.
    /// </summary>
    public bool GoesOn(VisitFacts now, TimeSpan silent, TimeSpan idle) =>
        silent <= idle && (!now.BringsAdvertisement || now.HasSameAdvertisement(Tags));

    /// <summary>What the next visit of this visitor remembers.</summary>
    public IReadOnlyList<Touch> Remembered()
    {
        var all = Touches;
        return all.Count <= EarlierMax ? all : [all[0], .. all.Skip(all.Count - EarlierMax + 1)];
    }
}

/// <summary>What brought a visitor once.</summary>
/// <param name="Source">"google"; a host for one that followed a link; "direct" where nothing is known.</param>
/// <param name="Medium">"cpc", "referral", "none".</param>
/// <param name="Campaign">The advertisement's, not ours; null when it did not say. The same for the keyword.</param>
[Immutable]
public sealed record Touch(
    VisitId Visit, DateTimeOffset At, string Source, string Medium, string? Campaign, string? Keyword, string? LandingPage)
{
    public static Touch Of(Visit visit)
    {
        var tags = visit.Tags;
        var network = Network(tags);
        var from = Uri.TryCreate(visit.Referrer, UriKind.Absolute, out var referrer) ? referrer.Host : null;
        return new Touch(
            visit.Id, visit.At,
            tags.GetValueOrDefault("utm_source") ?? network ?? from ?? "direct",
            tags.GetValueOrDefault("utm_medium") ?? (network is not null ? "cpc" : from is not null ? "referral" : "none"),
            tags.GetValueOrDefault("utm_campaign"), tags.GetValueOrDefault(AdTags.Keyword), visit.LandingPage);
    }

    private static string? Network(IReadOnlyDictionary<string, string> tags) =>
        tags.ContainsKey("fbclid") ? "facebook"
        : tags.ContainsKey("gclid") || tags.ContainsKey("gbraid") || tags.ContainsKey("wbraid") ? "google"
        : null;
}
