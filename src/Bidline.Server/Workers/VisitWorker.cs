using Bidline.Tracking;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Workers;

/// <summary>Forgets old visits.</summary>
public sealed class VisitWorker(NumberPools pools, TimeProvider clock, ILogger<VisitWorker> logger)
    : RoundWorker("forgetting old visits", TimeSpan.FromMinutes(10), clock, logger)
{
    protected override Task RoundAsync(CancellationToken stopping) => pools.ForgetOldAsync();
}
