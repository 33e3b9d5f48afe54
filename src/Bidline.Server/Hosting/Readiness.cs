namespace Bidline.Server.Hosting;

/// <summary>Whether calls can be taken: not before the market is loaded, the past is settled and the SIP edge listens.</summary>
internal sealed class Readiness
{
    private volatile bool _ready;

    public void Ready() => _ready = true;

    public ValueTask<string?> CheckAsync(CancellationToken cancel) =>
        ValueTask.FromResult(_ready ? null : "The server is still starting.");
}
