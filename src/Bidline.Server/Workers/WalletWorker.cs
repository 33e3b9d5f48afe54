using Bidline.Billing.Wallets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Workers;

/// <summary>Looks at the wallets every second.</summary>
public sealed partial class WalletWorker(WalletWatch wallets, TimeProvider clock, ILogger<WalletWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
                await LookAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // What has changed meanwhile is told after the next start.
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            await wallets.RoundAsync(stopping).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.Postponed(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(921, LogLevel.Error, "The wallets could not be looked at now; it will be tried again")]
        public static partial void Postponed(ILogger logger, Exception exception);
    }
}
