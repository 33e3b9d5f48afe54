using Bidline.Adapters.Publishers;
using Bidline.Campaigns;
using Bidline.Pings;
using Bidline.Primitives;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Pings;

/// <summary>
/// Pings that a person types into a page of ours: read as our own dialect, decided as any ping, with no key sent anywhere.
/// </summary>
internal sealed class HandPings(PingFlow flow, PingDesk desk, BookShelf shelf, TimeProvider clock)
{
    private static readonly IPublisherProtocol Native = PublisherProtocols.Of(PingEndpoint.Native);

    /// <param name="fields">Name and value; empty ones are not sent.</param>
    /// <param name="isTest">Asks with real buyers, and reserves nothing.</param>
    public async Task<HandAnswer> AskAsync(
        HttpContext context, PingEndpoint endpoint, string? caller, IEnumerable<KeyValuePair<string, string>> fields,
        bool isTest, string reference)
    {
        var startedAt = clock.GetTimestamp();
        var book = shelf.Current;
        List<KeyValuePair<string, string>> sent =
        [
            new("caller_id", caller ?? ""), new("caller_id_visibility", "ping"), new("source_ref", reference),
            .. fields.Where(field => field.Value.Length > 0).Select(field =>
                KeyValuePair.Create($"tags.{field.Key}", field.Value)),
        ];
        if (isTest) sent.Add(new("test", "true"));
        var request = new PingRequest(PingFields.Read(sent, null, []), _ => null);
        var ping = Native.Read(request, PingId.New(clock), clock.GetUtcNow(), book.Currency);
        var outcome = await flow.RunAsync(ping, endpoint, book).ConfigureAwait(false);
        var place = desk.PlaceOf(context, endpoint, clock.GetElapsedTime(startedAt));
        return new HandAnswer(outcome, place, PublisherProtocols.Of(endpoint.Dialect).Write(outcome, request, place));
    }
}

/// <param name="InDialect">What a program of the publisher's would have got.</param>
internal sealed record HandAnswer(PingOutcome Outcome, OfferPlace Place, PublisherAnswer InDialect);
