using Bidline.Billing.Chains;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Workers;

/// <summary>Chains the ledger and the audit, a moment behind whoever writes them; once more when the server stops.</summary>
public sealed class SealWorker(Sealer sealer, TimeProvider clock, ILogger<SealWorker> logger)
    : RoundWorker("chaining ledger and audit", TimeSpan.FromSeconds(1), clock, logger)
{
    protected override Task RoundAsync(CancellationToken stopping) => sealer.SealAsync(stopping);

    protected override Task LastAsync() => sealer.SealAsync(CancellationToken.None);
}
