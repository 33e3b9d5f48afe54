using Bidline.Calls;
using Bidline.Postbacks.Notices;
using Bidline.Primitives;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Workers;

/// <summary>
/// Queues won and lost while a call goes on. It hears of calls from the feed, as everybody does who must not hold them
/// up; what it misses is queued with the call's settlement.
/// </summary>
internal sealed partial class NoticeWorker(CallFeed feed, NoticeDesk notices, ILogger<NoticeWorker> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = feed.Subscribe();
        try
        {
            await foreach (var news in subscription.ReadAsync(stoppingToken).ConfigureAwait(false))
            {
                if (news is not FeedNews.Happened { Entry: var entry } || !NoticeDesk.Matters(entry.Event)) continue;
                if (notices.IsWanted) await QueueAsync(entry.Call, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops; settlement queues what is left.
        }
    }

    private async Task QueueAsync(CallId call, CancellationToken stopping)
    {
        try
        {
            await notices.QueueAsync(call, stopping).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.Postponed(logger, call, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(910, LogLevel.Warning, "Notices of {CallId} are queued with its settlement instead")]
        public static partial void Postponed(ILogger logger, CallId callId, Exception exception);
    }
}
