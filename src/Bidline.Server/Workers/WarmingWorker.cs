using Bidline.Adapters.Buyers;
using Microsoft.Extensions.Hosting;

namespace Bidline.Server.Workers;

/// <summary>Keeps the connections to bidders open for as long as the server runs.</summary>
public sealed class WarmingWorker(WarmConnections connections) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => connections.KeepAsync(stoppingToken);
}
