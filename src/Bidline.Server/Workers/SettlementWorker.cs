using System.Threading.Channels;
using Bidline.Billing.Corrections;
using Bidline.Billing.Debts;
using Bidline.Calls;
using Bidline.Primitives;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Workers;

/// <summary>
/// Runs the settled half. What it cannot settle now stays in the log, and is found again by the sweep or by the next
/// start: nothing is lost when this queue is.
/// </summary>
public sealed partial class SettlementWorker(
    Settlement settlement, ConversionBooking conversions, DisputeBooking disputes, Adjustments adjustments,
    WriteOffs writeOffs, CallLog log, TimeProvider clock,
    ILogger<SettlementWorker> logger) : BackgroundService
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(30);
    private const int AtOnce = 16;

    private readonly Channel<CallId> _ended = Channel.CreateUnbounded<CallId>();

    public void Enqueue(CallId call) => _ended.Writer.TryWrite(call);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var sweep = SweepAsync(stoppingToken);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken };
        try
        {
            await Parallel.ForEachAsync(_ended.Reader.ReadAllAsync(stoppingToken), options, SettleAsync)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await sweep.ConfigureAwait(false);
        }
    }

    private async Task SweepAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(SweepEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false))
            {
                await TryAsync(() => disputes.BookAllAsync(stopping)).ConfigureAwait(false);
                await TryAsync(() => adjustments.BookAllAsync(stopping)).ConfigureAwait(false);
                await TryAsync(() => writeOffs.BookAllAsync(stopping)).ConfigureAwait(false);
                await TryAsync(() => EnqueueLeftAsync(stopping)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The next start sweeps what is left.
        }
    }

    private async Task EnqueueLeftAsync(CancellationToken stopping)
    {
        foreach (var call in await log.UnsettledAsync(stopping).ConfigureAwait(false)) Enqueue(call);
        foreach (var call in await conversions.UnbookedAsync(stopping).ConfigureAwait(false)) Enqueue(call);
    }

    private async Task TryAsync(Func<Task> book)
    {
        try
        {
            await book().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.NotSwept(logger, e);
        }
    }

    private async ValueTask SettleAsync(CallId call, CancellationToken stopping)
    {
        try
        {
            await settlement.SettleAsync(call, stopping).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.Postponed(logger, call, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(901, LogLevel.Error, "What is left to be booked could not be looked at now; it will be tried again")]
        public static partial void NotSwept(ILogger logger, Exception exception);

        [LoggerMessage(900, LogLevel.Error, "Settlement of {CallId} failed and will be tried again")]
        public static partial void Postponed(ILogger logger, CallId callId, Exception exception);
    }
}
