using System.Net;
using Bidline.Campaigns;
using Bidline.Campaigns.Templates;
using Bidline.Enrichment;
using Bidline.Primitives;

namespace Bidline.Adapters.Lookups;

/// <summary>A source that is asked over HTTP as the market describes it.</summary>
internal sealed class TemplateLookup(LookupTerms terms, LookupClient client) : IEnrichmentSource
{
    public string Name { get; } = $"lookup:{terms.Id}";

    public TimeSpan Budget => terms.Timeout + LookupClient.Allowance;

    public ValueTask<SourceAnswer> LookUpAsync(CallerQuestion question, CancellationToken cancel)
    {
        FieldValues values = new LookupValues(question).Of;
        foreach (var field in terms.Needs)
            if (values(field) is not { Length: > 0 })
                return ValueTask.FromResult(SourceAnswer.Nothing);
        var request = LookupRequest.Of(terms.Ask, values);
        var key = request.KeyFor(terms);
        return client.Known(key, terms) is { } known
            ? ValueTask.FromResult(new SourceAnswer(known.Facts) { AsOf = known.At })
            : new ValueTask<SourceAnswer>(client.AskWithinAsync(request, key, terms, Read, cancel));
    }

    private (IReadOnlyList<Fact> Facts, Reason? Trouble)? Read(HttpStatusCode status, ReadOnlyMemory<byte> body)
    {
        if (status is HttpStatusCode.NotFound or HttpStatusCode.NoContent) return ([], null);
        return body.IsEmpty ? null : LookupAnswer.Read(body, terms);
    }
}
