using Bidline.Campaigns;
using Bidline.Campaigns.Templates;
using Bidline.Enrichment;
using Bidline.Primitives;

namespace Bidline.Adapters.Lookups;

/// <summary>A source that is asked over HTTP as the market describes it.</summary>
internal sealed class TemplateLookup(LookupTerms terms, LookupClient client, TimeProvider clock) : IEnrichmentSource
{
    // The source waits itself, and says what the wait has cost; this only guards the call.
    private static readonly TimeSpan Allowance = TimeSpan.FromMilliseconds(100);

    public string Name { get; } = $"lookup:{terms.Id}";

    public TimeSpan Budget => terms.Timeout + Allowance;

    public ValueTask<SourceAnswer> LookUpAsync(CallerQuestion question, CancellationToken cancel)
    {
        FieldValues values = new LookupValues(question).Of;
        foreach (var field in terms.Needs)
            if (values(field) is not { Length: > 0 })
                return ValueTask.FromResult(SourceAnswer.Nothing);
        var request = LookupRequest.Of(terms.Ask, values);
        var key = request.KeyFor(terms);
        return client.Known(key) is { } known
            ? ValueTask.FromResult(new SourceAnswer(known.Facts) { AsOf = known.At })
            : new ValueTask<SourceAnswer>(AskAsync(request, key, cancel));
    }

    private async Task<SourceAnswer> AskAsync(LookupRequest request, string key, CancellationToken cancel)
    {
        var (asking, isOwn) = client.Ask(request, key, terms);
        LookupReply reply;
        try
        {
            reply = await asking.WaitAsync(terms.Timeout, clock, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return SourceAnswer.Nothing with
            {
                Trouble = Reason.Of(
                    Enricher.Late, ("source", Name), ("ms", $"{terms.Timeout.TotalMilliseconds:0}")),
                Cost = isOwn ? terms.Cost : null,
            };
        }

        return new SourceAnswer(reply.Answer.Facts)
        {
            AsOf = reply.Trouble is null ? reply.Answer.At : null,
            Trouble = reply.Trouble,
            Cost = isOwn && reply.WasAsked ? terms.Cost : null,
        };
    }
}
