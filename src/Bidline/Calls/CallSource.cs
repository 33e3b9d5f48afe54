using Bidline.Tracking;

namespace Bidline.Calls;

/// <summary>What brought a call, for reports. Pure: the same events give the same.</summary>
/// <param name="SubIds">The publisher's own names for where the call comes from, one to five; null where it said none.</param>
/// <param name="Touches">The oldest first; empty where nothing is known.</param>
internal sealed record CallSource(IReadOnlyList<string?> SubIds, string? Device, IReadOnlyList<CallTouch> Touches)
{
    public const int SubIdCount = 5;

    private const int TextMax = VisitReading.TextMax;

    public bool IsKnown => Device is not null || SubIds.Any(id => id is not null);

    public static CallSource Of(IReadOnlyList<CallLogEntry> entries)
    {
        var tags = TagsOf(entries);
        var visit = entries.Select(entry => (entry.Event as CallEvent.Attributed)?.Attribution.Visit)
            .FirstOrDefault(found => found is not null);
        return new CallSource(
            [.. Enumerable.Range(1, SubIdCount).Select(number => SubIdOf(tags, number))],
            TextOf(tags, Attribution.Device),
            visit is not null ? [.. visit.Touches.Select(CallTouch.Of)] : OfTags(tags));
    }

    /// <summary>Cut and plain, as the store takes it; null where there is nothing to see.</summary>
    internal static string? Plain(string? text, int most = TextMax) =>
        text is not null && VisitReading.Plain(text, most) is { Length: > 0 } plain ? plain : null;

    // The profile has everything; a call that was refused before it has what its number said and what came with it.
    private static IReadOnlyDictionary<string, string> TagsOf(IReadOnlyList<CallLogEntry> entries)
    {
        IReadOnlyDictionary<string, string> tags = new Dictionary<string, string>();
        foreach (var entry in entries)
        {
            tags = entry.Event switch
            {
                CallEvent.Received received => received.Inbound.Tags,
                CallEvent.NumberTagged tagged => Attribution.Merged(tagged.Tags, tags),
                CallEvent.Attributed attributed => attributed.Attribution.With(tags),
                CallEvent.Enriched enriched => enriched.Profile.Tags,
                _ => tags,
            };
        }

        return tags;
    }

    /// <summary>Publishers call them by many names.</summary>
    private static string? SubIdOf(IReadOnlyDictionary<string, string> tags, int number)
    {
        string[] names = [$"sub{number}", $"sub_id{number}", $"subid{number}", $"s{number}", $"lp_s{number}"];
        if (number == 1) names = [.. names, "sub_id", "subid", "sub"];
        return names.Select(name => TextOf(tags, name)).FirstOrDefault(text => text is not null);
    }

    /// <summary>A number in a printed advertisement says what brought its callers, without any visit.</summary>
    private static IReadOnlyList<CallTouch> OfTags(IReadOnlyDictionary<string, string> tags)
    {
        var touch = new CallTouch(
            TextOf(tags, "utm_source"), TextOf(tags, "utm_medium"), TextOf(tags, "utm_campaign"),
            TextOf(tags, AdTags.Keyword) ?? TextOf(tags, "utm_term"),
            Plain(tags.GetValueOrDefault(Attribution.LandingPage), VisitReading.PageMax));
        return touch == CallTouch.Unknown ? [] : [touch];
    }

    private static string? TextOf(IReadOnlyDictionary<string, string> tags, string name) =>
        Plain(tags.GetValueOrDefault(name));
}

/// <summary>One of the advertisements and links that brought a caller; null where it did not say.</summary>
internal sealed record CallTouch(string? Source, string? Medium, string? Campaign, string? Keyword, string? LandingPage)
{
    public static CallTouch Unknown { get; } = new(null, null, null, null, null);

    public static CallTouch Of(Touch touch) => new(
        CallSource.Plain(touch.Source), CallSource.Plain(touch.Medium), CallSource.Plain(touch.Campaign),
        CallSource.Plain(touch.Keyword), CallSource.Plain(touch.LandingPage, VisitReading.PageMax));
}
