using Bidline.Privacy;
using Bidline.Tracking;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Workers;

/// <summary>Forgets old visits.</summary>
public sealed class VisitWorker(NumberPools pools, Retention retention, TimeProvider clock, ILogger<VisitWorker> logger)
    : RoundWorker("forgetting old visits", TimeSpan.FromMinutes(10), clock, logger)
{
    protected override async Task RoundAsync(CancellationToken stopping)
    {
        if (await retention.SpanOfAsync(RetentionKind.Visits, stopping).ConfigureAwait(false) is { } kept)
            await pools.ForgetOldAsync(kept, stopping).ConfigureAwait(false);
    }
}
