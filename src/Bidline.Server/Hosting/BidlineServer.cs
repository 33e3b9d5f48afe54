#pragma warning disable
using System.Net;
namespace Bidline.Server.Hosting;
public sealed class BidlineServer : IAsyncDisposable
{
    public static Task<BidlineServer> StartAsync(ServeSettings s, CancellationToken c) => throw new StartupException("stub");
    public Uri Http => null!;
    public IPEndPoint Sip => null!;
    public Task Stopped => Task.CompletedTask;
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
