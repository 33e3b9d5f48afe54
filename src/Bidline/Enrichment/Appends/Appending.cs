namespace Bidline.Enrichment.Appends;

/// <summary>Lays what was appended over what is known. The newer word stands. Pure.</summary>
internal static class Appending
{
    public const string Source = "append";

    /// <param name="appends">Oldest first.</param>
    /// <param name="said">When what the profile has was said: only what was appended later takes its place.</param>
    public static CallerProfile On(CallerProfile profile, IReadOnlyList<Append> appends, DateTimeOffset said)
    {
        if (appends.Count == 0) return profile;
        var tags = new Dictionary<string, string>(profile.Tags);
        var by = new Dictionary<string, Append>(StringComparer.Ordinal);
        foreach (var append in appends)
            foreach (var (name, value) in append.Tags)
                if (!OwnFacts.IsOne(name) && (append.At > said || !profile.Tags.ContainsKey(name)))
                    (tags[name], by[name]) = (value, append);
        if (by.Count == 0) return profile;
        return profile with
        {
            Tags = tags,
            Zip = by.ContainsKey("zip") ? tags["zip"] : profile.Zip,
            Sources = [.. profile.Sources ?? [], .. by.GroupBy(pair => pair.Value, pair => pair.Key).Select(Report)],
        };
    }

    private static SourceReport Report(IGrouping<Append, string> said) =>
        new(Source, SourceOutcome.Known, TimeSpan.Zero) { Fields = [.. said], AsOf = said.Key.At };
}
