using System.Collections.Concurrent;
using Bidline.Sip.Media.Sockets;
using Microsoft.Extensions.Logging;

namespace Bidline.Sip.Media.Relay;

/// <summary>The media thread: waits for packets, passes them on, says what is due, and does what was posted.</summary>
internal sealed partial class MediaLoop(
    IDatagramSockets sockets, MediaSettings settings, TimeProvider clock, ILogger log)
{
    private const int ReadyMax = 512;
    private const int WaitMax = 100;
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(2);

    private readonly ConcurrentQueue<MediaOrder> _orders = new();
    private readonly PortMap _ports = new();
    private readonly Drops _drops = new();
    private Thread? _thread;
    private int _wakePending;
    private volatile bool _stopping;
    private long _allocated;

    public Drops Drops => _drops;

    public long Relayed { get; private set; }

    public int BridgesOpen { get; private set; }

    /// <summary>Bytes that the media thread has allocated on the heap in its life, to show that packets cost none.</summary>
    public long AllocatedBytes => Volatile.Read(ref _allocated);

    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "media", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    public void Stop()
    {
        _stopping = true;
        sockets.Wake();
        _thread?.Join(StopWithin);
    }

    public void Post(in MediaOrder order)
    {
        _orders.Enqueue(order);
        if (Interlocked.Exchange(ref _wakePending, 1) == 0)
        {
            sockets.Wake();
        }
    }

    private void Run()
    {
        RtpRelay relay = new(sockets, _drops);
        PlayList playList = new(relay, clock.TimestampFrequency);
        DeathWatch watch = new(settings, clock.TimestampFrequency);
        MediaOrders orders = new(_ports, playList, watch, relay);
        int[] ready = new int[ReadyMax];
        byte[] buffer = GC.AllocateUninitializedArray<byte>(RtpRelay.PacketMax + 1, pinned: true);
        while (!_stopping)
        {
            try
            {
                int count = sockets.Wait(ready, playList.Wait(clock.GetTimestamp(), WaitMax));
                long now = clock.GetTimestamp();
                Obey(orders, now); // First: a packet may be the consequence of an order that was given before it.
                Receive(ready.AsSpan(0, count), buffer, relay, now);
                playList.Tick(now);
                watch.Tick(now);
                Relayed = relay.Relayed;
                BridgesOpen = orders.BridgesOpen;
                Volatile.Write(ref _allocated, GC.GetAllocatedBytesForCurrentThread());
            }
            catch (Exception exception) when (!_stopping)
            {
                // A fault of one call (a callback that throws) must not silence all the others.
                Log.Fault(log, exception);
            }
        }

        // Calls that were hung up for the stop have ended: what is recorded of them is to be whole.
        Obey(orders, clock.GetTimestamp());
    }

    private void Receive(ReadOnlySpan<int> ready, byte[] buffer, RtpRelay relay, long now)
    {
        foreach (int socket in ready)
        {
            int length = sockets.Receive(socket, buffer, out MediaAddress from);
            if (length < 0)
            {
                continue;
            }

            MediaLeg? leg = _ports.Find(socket, out bool isReport);
            if (leg is null)
            {
                relay.Dropped(null, Drop.NoCall);
            }
            else if (isReport)
            {
                relay.Report(leg, buffer.AsSpan(0, length), from, now);
            }
            else
            {
                relay.Rtp(leg, buffer.AsSpan(0, length), from, now);
            }
        }
    }

    private void Obey(MediaOrders orders, long now)
    {
        Volatile.Write(ref _wakePending, 0);
        Interlocked.MemoryBarrier();
        while (_orders.TryDequeue(out MediaOrder order))
        {
            orders.Obey(order, now);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2200, LogLevel.Error, "A fault on the media thread was contained")]
        public static partial void Fault(ILogger logger, Exception exception);
    }
}
