using Bidline.Billing.Chains;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Workers;

/// <summary>Chains the ledger and the audit, a moment behind whoever writes them; once more when the server stops.</summary>
public sealed partial class SealWorker(Sealer sealer, TimeProvider clock, ILogger<SealWorker> logger) : BackgroundService
{
    private static readonly TimeSpan SealEvery = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SealEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
                await SealAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await SealAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task SealAsync(CancellationToken stopping)
    {
        try
        {
            await sealer.SealAsync(stopping).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.Postponed(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(920, LogLevel.Error, "Ledger and audit could not be chained now; it will be tried again")]
        public static partial void Postponed(ILogger logger, Exception exception);
    }
}
