using System.Net;
using Bidline.Adapters.Lookups.Consent;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Primitives;

namespace Bidline.Adapters.Lookups;

/// <summary>
/// Checks the evidence of consent that came with a call: with the network's own client, cache and breaker. Nobody is asked
/// where none came, and where what came has not even the form of it.
/// </summary>
internal sealed class ConsentLookup(LookupTerms terms, LookupClient client) : IEnrichmentSource
{
    private readonly ConsentCheck _check = terms.Check!;
    private readonly IConsentWords _words = ConsentWords.Of(terms.Check!.Source);

    public string Name { get; } = $"lookup:{terms.Id}";

    public TimeSpan Budget => terms.Timeout + LookupClient.Allowance;

    public ValueTask<SourceAnswer> LookUpAsync(CallerQuestion question, CancellationToken cancel)
    {
        var came = _words.Tags.Select(tag => question.Tags.GetValueOrDefault(tag))
            .FirstOrDefault(text => text is { Length: > 0 });
        if (came is null) return ValueTask.FromResult(SourceAnswer.Nothing);
        if (_words.IdOf(came.Trim()) is not { } id)
            return ValueTask.FromResult(new SourceAnswer([new Fact(_check.Fact, "malformed")]));
        var request = _words.Fill(LookupRequest.Of(terms.Ask, static _ => null), _check, id, question);
        if (request is null) return ValueTask.FromResult(SourceAnswer.Nothing);
        var key = request.KeyFor(terms);
        return client.Known(key, terms) is { } known
            ? ValueTask.FromResult(new SourceAnswer(known.Facts) { AsOf = known.At })
            : new ValueTask<SourceAnswer>(client.AskWithinAsync(request, key, terms, Read, cancel));
    }

    private (IReadOnlyList<Fact> Facts, Reason? Trouble)? Read(HttpStatusCode status, ReadOnlyMemory<byte> body) =>
        _words.Read(status, body, _check) is { } reading
            ? reading.Unreadable is null
                ? (reading.Facts, null)
                : ([], Reason.Of("lookup.invalid", ("source", terms.Id.Value), ("why", reading.Unreadable)))
            : null;
}
