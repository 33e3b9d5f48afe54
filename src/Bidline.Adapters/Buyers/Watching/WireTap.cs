using System.Net.Security;

namespace Bidline.Adapters.Buyers.Watching;

/// <summary>
/// Stands around the handler of one client. The handler is left as it is but for two looks: when a connection is there,
/// and when it is secured.
/// </summary>
internal sealed class WireTap(TimeProvider clock, int bodyMax)
{
    private static readonly HttpRequestOptionsKey<TappedExchange> Key = new("bidline.tapped");

    // The client between us and the handler knows nothing of taps, so the exchange travels with the asking flow.
    private readonly AsyncLocal<TappedExchange?> _asking = new();

    /// <summary>Call it in the method that asks: the next request of this flow is kept in it.</summary>
    public TappedExchange Open() => _asking.Value = new TappedExchange(clock, bodyMax);

    public HttpMessageHandler Around(SocketsHttpHandler handler)
    {
        var connect = handler.ConnectCallback!;
        handler.ConnectCallback = async (context, cancel) =>
        {
            var stream = await connect(context, cancel).ConfigureAwait(false);
            Of(context.InitialRequestMessage)?.Connected();
            return stream;
        };
        var filter = handler.PlaintextStreamFilter;
        handler.PlaintextStreamFilter = (context, cancel) =>
        {
            if (context.PlaintextStream is SslStream tls) Of(context.InitialRequestMessage)?.Secured(tls);
            return filter?.Invoke(context, cancel) ?? ValueTask.FromResult(context.PlaintextStream);
        };
        return new Tap(this) { InnerHandler = handler };
    }

    private static TappedExchange? Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(Key, out var exchange) ? exchange : null;

    private sealed class Tap(WireTap own) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancel)
        {
            if (own._asking.Value is not { } exchange)
                return await base.SendAsync(request, cancel).ConfigureAwait(false);
            request.Options.Set(Key, exchange);
            await exchange.BeginAsync(request, cancel).ConfigureAwait(false);
            var response = await base.SendAsync(request, cancel).ConfigureAwait(false);
            response.Content = exchange.Begun(response);
            return response;
        }
    }
}
