using System.Collections.Concurrent;

namespace Bidline.Simulator.Telephony;

/// <summary>Drives every stream of the simulated world from one loop, so that a thousand phones cost one timer.</summary>
internal sealed class SoundClock : IAsyncDisposable
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<SoundStream, byte> _streams = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _clock;
    private readonly Task _loop;

    public SoundClock(TimeProvider clock)
    {
        _clock = clock;
        _loop = Task.Run(RunAsync);
    }

    public void Add(SoundStream stream) => _streams.TryAdd(stream, 0);

    public void Remove(SoundStream stream)
    {
        _streams.TryRemove(stream, out _);
        stream.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        foreach (var stream in _streams.Keys) stream.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Frame, _clock);
        var start = _clock.GetTimestamp();
        long done = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                // A late wake-up sends what is due, at most 100 ms of it, so the average stays 50 packets a second.
                var due = (long)(_clock.GetElapsedTime(start) / Frame);
                done = Math.Max(done, due - 5);
                for (; done < due; done++)
                {
                    foreach (var (stream, _) in _streams) stream.Tick();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }
}
