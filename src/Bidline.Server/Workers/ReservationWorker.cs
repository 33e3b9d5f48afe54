using Bidline.Pings;
using Bidline.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Workers;

/// <summary>Writes down which promises have run out, and forgets old pings.</summary>
public sealed partial class ReservationWorker(
    Reservations reservations, PingLog pings, TimeProvider clock, ILogger<ReservationWorker> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false)) await LookAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Time itself ends promises; the next start writes it down.
        }
    }

    private async Task LookAsync()
    {
        try
        {
            await reservations.ExpireAsync().ConfigureAwait(false);
            await pings.ForgetOldAsync().ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            Log.Postponed(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(920, LogLevel.Error, "Expired offers could not be written down now; it will be tried again")]
        public static partial void Postponed(ILogger logger, Exception exception);
    }
}
