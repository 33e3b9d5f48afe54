using Bidline.Campaigns;

namespace Bidline.Enrichment;

/// <summary>
/// Tags that only we, or whoever we asked, can say: what comes by such a name from a publisher or a page would vouch for
/// itself. Pure.
/// </summary>
internal static class OwnFacts
{
    public static bool IsOne(string tag) =>
        tag == LitigatorTerms.Tag || tag.StartsWith(ConsentCheck.Family, StringComparison.Ordinal);

    /// <summary>The same tags where there is none of ours among them, as is normal.</summary>
    public static IReadOnlyDictionary<string, string> Without(IReadOnlyDictionary<string, string> tags)
    {
        foreach (var (name, _) in tags)
            if (IsOne(name))
                return tags.Where(tag => !IsOne(tag.Key)).ToDictionary();
        return tags;
    }
}
