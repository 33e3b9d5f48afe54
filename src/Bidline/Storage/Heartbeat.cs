namespace Bidline.Storage;

/// <summary>
/// A row that says "this run was alive at". Every second it is written with whatever else is committed then, so that
/// after a crash it is known until when a conversation can have gone on.
/// </summary>
internal sealed class Heartbeat(CommitQueue commits, string node, TimeProvider clock) : IAsyncDisposable
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private const string Beat =
        "INSERT INTO heartbeats (node, started_at, at) VALUES (@p0, @p1, @p1) "
        + "ON CONFLICT (node) DO UPDATE SET at = @p1";

    private readonly CancellationTokenSource _stopped = new();
    private Task _beating = Task.CompletedTask;

    /// <summary>The first beat is durable on return.</summary>
    public async Task StartAsync()
    {
        await BeatAsync();
        _beating = Task.Run(BeatOnAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _beating;
        await TryBeatAsync();
        _stopped.Dispose();
    }

    private async Task BeatOnAsync()
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopped.Token)) await TryBeatAsync();
        }
        catch (OperationCanceledException)
        {
            // Stopped: the last beat follows.
        }
    }

    // A store that is in trouble misses beats: what it could not write down it cannot prove.
    private async Task TryBeatAsync()
    {
        try
        {
            await BeatAsync();
        }
        catch (StoreException)
        {
            // The next beat tries again; calls that need the store see the same failure and report it.
        }
    }

    private Task<bool> BeatAsync() => commits.CommitAsync(
        new CommitUnit(null, [new Statement(Beat, node, UnixMicros.Of(clock.GetUtcNow()))]));
}
