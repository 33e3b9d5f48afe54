using Bidline.Adapters.Publishers;
using Bidline.Campaigns;
using Bidline.Pings;
using Bidline.Primitives;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Pings;

/// <summary>
/// Takes one ping over HTTP: measures it, finds its endpoint by the key, has it decided, and writes the dialect's answer.
/// Whatever breaks on the way is the dialect's rejection, never a stack trace.
/// </summary>
internal sealed partial class PingDesk(
    PingFlow flow, BookShelf shelf, OwnSipHost host, TimeProvider clock, ILogger<PingDesk> logger)
{
    /// <param name="keyOf">Where this dialect has its key.</param>
    public async Task<PublisherAnswer> AnswerAsync(
        HttpContext context, IPublisherProtocol protocol, Func<PingFields, string?> keyOf,
        string environment = "production", string format = "json")
    {
        var startedAt = clock.GetTimestamp();
        var id = PingId.New(clock);
        var request = new PingRequest(new PingFields(), name => HeaderOf(context, name), environment, format);
        PingOutcome outcome;
        PingEndpoint? endpoint = null;
        try
        {
            var (fields, hash, use) = await PingBody.ReadAsync(context).ConfigureAwait(false);
            request = request with { Fields = fields };
            var book = shelf.Current;
            endpoint = EndpointOf(book, keyOf(fields), protocol);
            outcome = WhyNot(endpoint, use) is { } refused
                ? new PingOutcome.Rejected(id, refused)
                : await DecideAsync(protocol, request, id, hash, use, endpoint!, book).ConfigureAwait(false);
        }
        catch (BadHttpRequestException broken)
        {
            // Its sender broke off or broke HTTP: no fault of ours.
            outcome = new PingOutcome.Rejected(id, Reason.Of("ping.unreadable", ("why", broken.Message)));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.Broke(logger, id, e);
            outcome = new PingOutcome.Rejected(id, Reason.Of("error.internal", ("reference", id.ToString())));
        }

        return protocol.Write(outcome, request, PlaceOf(context, endpoint, clock.GetElapsedTime(startedAt)));
    }

    public OfferPlace PlaceOf(HttpContext context, PingEndpoint? endpoint, TimeSpan took) =>
        new(host.Of(endpoint, context.Request.Host.Host), clock.GetUtcNow(), took);

    /// <summary>The endpoint that a key opens in this dialect; null for any other key.</summary>
    public static PingEndpoint? EndpointOf(CampaignBook book, string? key, IPublisherProtocol protocol) =>
        key is not null && book.EndpointKeys.TryGetValue(key, out var found) && found.Dialect == protocol.Name ? found : null;

    /// <summary>Whether the key, and the way it was used, open an endpoint. One that nobody may use is told nobody.</summary>
    public Reason? WhyNot(PingEndpoint? endpoint, KeyUse use) =>
        endpoint is null ? Reason.Of("ping.unknown_key") : use.WhyNot(endpoint, clock.GetUtcNow());

    private Task<PingOutcome> DecideAsync(
        IPublisherProtocol protocol, PingRequest request, PingId id, string hash, KeyUse use, PingEndpoint endpoint,
        CampaignBook book)
    {
        var ping = protocol.Read(request, id, clock.GetUtcNow(), book.Currency);
        // A signed request that is sent again is the same one, whoever sends it.
        if (endpoint.Secrets.Count > 0) ping = ping with { IdempotencyKey = ping.IdempotencyKey ?? use.Id };
        return flow.RunAsync(ping.IdempotencyKey is null ? ping : ping with { RequestHash = hash }, endpoint, book);
    }

    private static string? HeaderOf(HttpContext context, string name) =>
        context.Request.Headers.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    private static partial class Log
    {
        [LoggerMessage(930, LogLevel.Error, "Ping {PingId} failed on our side")]
        public static partial void Broke(ILogger logger, PingId pingId, Exception exception);
    }
}
