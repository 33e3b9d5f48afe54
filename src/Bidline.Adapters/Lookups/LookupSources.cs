using System.Runtime.CompilerServices;
using Bidline.Campaigns;
using Bidline.Enrichment;

namespace Bidline.Adapters.Lookups;

/// <summary>The sources that a market names, made once for each book. Safe on any thread.</summary>
public sealed class LookupSources(LookupClient client)
{
    private readonly ConditionalWeakTable<CampaignBook, (LookupTerms Terms, IEnrichmentSource Source)[]> _byBook = new();

    /// <summary>Those that are asked about this caller, in the order of the file.</summary>
    public IReadOnlyList<IEnrichmentSource> For(CampaignBook book, CallerQuestion question)
    {
        if (book.Lookups.Count == 0) return [];
        var named = _byBook.GetValue(book, own => [.. own.Lookups.Select(terms => (terms, client.SourceOf(terms)))]);
        var found = new List<IEnrichmentSource>(named.Length);
        foreach (var (terms, source) in named)
            if (terms.IsFor(question.Campaign) && (terms.IsForPings || !question.IsPing))
                found.Add(source);
        return found;
    }
}
