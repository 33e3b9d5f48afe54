using Bidline.Billing.Wallets;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Workers;

/// <summary>Looks at the wallets every second. What changes while no server runs is told after the next start.</summary>
public sealed class WalletWorker(WalletWatch wallets, TimeProvider clock, ILogger<WalletWorker> logger)
    : RoundWorker("looking at the wallets", TimeSpan.FromSeconds(1), clock, logger)
{
    protected override Task RoundAsync(CancellationToken stopping) => wallets.RoundAsync(stopping);
}
