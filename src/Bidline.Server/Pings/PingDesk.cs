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
            var (fields, hash) = await PingBody.ReadAsync(context).ConfigureAwait(false);
            request = request with { Fields = fields };
            var book = shelf.Current;
            endpoint = EndpointOf(book, keyOf(fields), protocol);
            outcome = endpoint is null
                ? new PingOutcome.Rejected(id, Reason.Of("ping.unknown_key"))
                : await DecideAsync(protocol, request, id, hash, endpoint, book).ConfigureAwait(false);
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

    private Task<PingOutcome> DecideAsync(
        IPublisherProtocol protocol, PingRequest request, PingId id, string hash, PingEndpoint endpoint, CampaignBook book)
    {
        var ping = protocol.Read(request, id, clock.GetUtcNow(), book.Currency);
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
