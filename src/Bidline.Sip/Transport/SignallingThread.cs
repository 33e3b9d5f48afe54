using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Bidline.Sip.Transport;

/// <summary>
/// The one thread that owns the UDP socket, every call and every timer. Other threads reach it by <see cref="Post"/>
/// alone, so nothing in the signalling path takes a lock.
/// </summary>
internal sealed partial class SignallingThread(
    UdpPort udp, TimerWheel timers, SipEdgeCounters counters, TimeProvider clock, ILogger logger)
{
    private const int RoundsPerTurn = 4;

    private readonly ConcurrentQueue<Action> _posts = new();
    private readonly long _began = clock.GetTimestamp();
    private Thread? _thread;
    private int _woken;
    private readonly Lock _afterwards = new();
    private volatile bool _stopping;
    private volatile bool _stopped;

    /// <summary>Handles one datagram: buffer, offset, length, source.</summary>
    public required Action<byte[], int, int, Peer> Receive { get; init; }

    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>Milliseconds on the monotonic clock since the edge was made.</summary>
    public long Now => (long)clock.GetElapsedTime(_began).TotalMilliseconds;

    public void Start()
    {
        timers.Advance(Now);
        _thread = new Thread(Run) { IsBackground = true, Name = "sip" };
        _thread.Start();
    }

    public void Post(Action work)
    {
        _posts.Enqueue(work);
        if (_stopped) Drain();
        else if (Interlocked.Exchange(ref _woken, 1) == 0) udp.Wake();
    }

    public void Stop()
    {
        if (_thread is null) return;
        _stopping = true;
        udp.Wake();
        _thread.Join();
        _thread = null;
        _stopped = true;
        Drain();
    }

    /// <summary>What is asked for after the end is still answered, one at a time: nobody may wait for ever.</summary>
    private void Drain()
    {
        lock (_afterwards)
        {
            while (_posts.TryDequeue(out var work)) Guarded(work);
        }
    }

    private void Run()
    {
        Action turn = TakeTurn;
        while (!_stopping)
        {
            udp.Wait(_posts.IsEmpty ? timers.Idle(Now) : 0);
            Volatile.Write(ref _woken, 0);
            Guarded(turn);
            udp.Flush();
        }
    }

    private void TakeTurn()
    {
        timers.Advance(Now);
        for (var round = 0; round < RoundsPerTurn; round++)
        {
            var count = udp.Receive();
            // What was posted before a message came is done before it: a book that was swapped is in force.
            while (_posts.TryDequeue(out var work)) Guarded(work);
            if (count == 0) break;
            for (var i = 0; i < count; i++) Take(i);
        }
    }

    private void Take(int index)
    {
        var (buffer, offset, length, source) = udp.Received(index);
        try
        {
            Receive(buffer, offset, length, source);
        }
        catch (Exception e)
        {
            // A bug that one message shows must not end every other call.
            counters.Faults++;
            Log.Fault(logger, e);
        }
    }

    private void Guarded(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e)
        {
            counters.Faults++;
            Log.Fault(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2000, LogLevel.Error, "The signalling thread met a bug; it goes on without that message.")]
        public static partial void Fault(ILogger logger, Exception exception);
    }
}
