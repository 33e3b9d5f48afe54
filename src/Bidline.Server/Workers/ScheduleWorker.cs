using Bidline.Campaigns;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Workers;

/// <summary>Makes scheduled changes of the market when their moment has come, to the second.</summary>
public sealed partial class ScheduleWorker(
    MarketSchedule schedule, TimeProvider clock, ILogger<ScheduleWorker> logger) : BackgroundService
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
            // The next start makes what came due in between.
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            foreach (var change in await schedule.RunDueAsync(stopping).ConfigureAwait(false))
                Log.Made(logger, change.Id, change.Author.Name, change.State, change.Version);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.Postponed(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(910, LogLevel.Information, "Scheduled change {Change} of {Author}: {State}, version {Version}")]
        public static partial void Made(ILogger logger, string change, string author, ScheduledState state, int? version);

        [LoggerMessage(911, LogLevel.Error, "Scheduled changes could not be made now and will be tried again")]
        public static partial void Postponed(ILogger logger, Exception exception);
    }
}
