using Bidline.Campaigns;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Workers;

/// <summary>
/// Makes scheduled changes of the market when their moment has come, to the second. The next start makes what came due
/// while no server ran.
/// </summary>
public sealed partial class ScheduleWorker(
    MarketSchedule schedule, TimeProvider clock, ILogger<ScheduleWorker> logger)
    : RoundWorker("making scheduled changes", TimeSpan.FromSeconds(1), clock, logger)
{
    protected override async Task RoundAsync(CancellationToken stopping)
    {
        foreach (var change in await schedule.RunDueAsync(stopping).ConfigureAwait(false))
            Log.Made(logger, change.Id, change.Author.Name, change.State, change.Version);
    }

    private static partial class Log
    {
        [LoggerMessage(911, LogLevel.Information, "Scheduled change {Change} of {Author}: {State}, version {Version}")]
        public static partial void Made(ILogger logger, string change, string author, ScheduledState state, int? version);
    }
}
