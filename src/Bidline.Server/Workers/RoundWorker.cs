using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Workers;

/// <summary>
/// Does the same again and again for as long as the server runs. A round that fails is logged, and the next one tries
/// again: what is not done stays in the store.
/// </summary>
/// <param name="work">What a round does, as the log names it.</param>
public abstract partial class RoundWorker(string work, TimeSpan every, TimeProvider clock, ILogger logger)
    : BackgroundService
{
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
                await TryAsync(() => RoundAsync(stoppingToken)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await TryAsync(LastAsync).ConfigureAwait(false);
        }
    }

    protected DateTimeOffset Now => clock.GetUtcNow();

    protected abstract Task RoundAsync(CancellationToken stopping);

    /// <summary>When the server stops. Nothing, unless a worker says otherwise: the next start goes on.</summary>
    protected virtual Task LastAsync() => Task.CompletedTask;

    private async Task TryAsync(Func<Task> round)
    {
        try
        {
            await round().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.Postponed(logger, work, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(920, LogLevel.Error, "Failed, and will be tried again: {Work}")]
        public static partial void Postponed(ILogger logger, string work, Exception exception);
    }
}
