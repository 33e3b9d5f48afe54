using Bidline.Enrichment.Appends;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Workers;

/// <summary>Forgets what was appended more than two days ago.</summary>
public sealed class AppendWorker(AppendShelf appends, TimeProvider clock, ILogger<AppendWorker> logger)
    : RoundWorker("forgetting old appends", TimeSpan.FromMinutes(10), clock, logger)
{
    protected override Task RoundAsync(CancellationToken stopping) => appends.ForgetOldAsync();
}
