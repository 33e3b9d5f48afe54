using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Bidline.Simulator.Telephony;

/// <summary>One UDP port with any number of telephones behind it: it carries their messages and finds their calls.</summary>
internal sealed class SipWire : IAsyncDisposable
{
    // RFC 3261 17.1.1.1: T1, and a transaction gives up after 64 * T1.
    private static readonly TimeSpan T1 = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan T2 = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan GiveUpAfter = 64 * T1;
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(8);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly ConcurrentDictionary<string, SipLeg> _legs = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Action<IncomingCall> _invited;
    private readonly long _salt;
    private readonly Task _loop;
    private long _serial;

    /// <param name="invited">Called for every new call, on the receiving loop: it must return quickly.</param>
    public SipWire(IPEndPoint listen, SoundClock sound, Action<IncomingCall> invited, TimeProvider clock)
    {
        (Sound, Clock, _invited) = (sound, clock, invited);
        _salt = clock.GetUtcNow().ToUnixTimeMilliseconds();
        _socket.ReceiveBufferSize = 4 << 20;
        _socket.Bind(listen);
        Local = (IPEndPoint)_socket.LocalEndPoint!;
        _loop = Task.Run(ReceiveAsync);
    }

    public IPEndPoint Local { get; }

    public SoundClock Sound { get; }

    public TimeProvider Clock { get; }

    public int LegCount => _legs.Count;

    /// <summary>A word that no other message of this wire carries: for tags, branches and Call-IDs.</summary>
    public string Word(string prefix) => $"{prefix}{Local.Port:x}-{Interlocked.Increment(ref _serial):x}-{_salt:x}";

    public void Send(ReadOnlyMemory<byte> message, IPEndPoint to)
    {
        try
        {
            _socket.SendTo(message.Span, to);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // Lost, as any datagram may be; retransmission is what makes up for it.
        }
    }

    /// <summary>Sends now and again, at doubling intervals, until the task completes. False: nobody answered.</summary>
    public async Task<bool> SendUntilAsync(ReadOnlyMemory<byte> message, IPEndPoint to, Task answered, bool isInvite)
    {
        var start = Clock.GetTimestamp();
        for (var wait = T1; ; wait = isInvite || wait * 2 < T2 ? wait * 2 : T2)
        {
            Send(message, to);
            try
            {
                await answered.WaitAsync(wait, Clock, _stop.Token);
                return true;
            }
            catch (TimeoutException)
            {
                if (Clock.GetElapsedTime(start) >= GiveUpAfter) return false;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    public void Register(SipLeg leg) => _legs[leg.CallId] = leg;

    /// <summary>The leg goes on answering retransmissions for a while, then its call is unknown here.</summary>
    public void ForgetLater(SipLeg leg) => _ = ForgetAsync(leg);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        foreach (var leg in _legs.Values) leg.Dispose();
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ForgetAsync(SipLeg leg)
    {
        try
        {
            await Task.Delay(Linger, Clock, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        _legs.TryRemove(leg.CallId, out _);
    }

    private async Task ReceiveAsync()
    {
        var buffer = GC.AllocateUninitializedArray<byte>(65536, pinned: true);
        var any = new IPEndPoint(IPAddress.Any, 0);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var got = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, any, _stop.Token);
                var message = SipMessage.Parse(buffer.AsSpan(0, got.ReceivedBytes));
                if (message is not null) Dispatch(message, (IPEndPoint)got.RemoteEndPoint);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // ICMP of an earlier send; the wire itself is fine.
            }
        }
    }

    private void Dispatch(SipMessage message, IPEndPoint from)
    {
        if (_legs.TryGetValue(message.CallId, out var leg)) leg.Receive(message, from);
        else if (!message.IsRequest) return;
        else if (message.Method == "INVITE" && message.ToTag is null) Invite(message, from);
        else if (message.Method == "OPTIONS") Send(SipLeg.ReplyTo(message, 200, "OK").ToBytes(), from);
        else if (message.Method != "ACK") Send(SipLeg.ReplyTo(message, 481, "No such call").ToBytes(), from);
    }

    private void Invite(SipMessage invite, IPEndPoint from)
    {
        var call = new IncomingCall(this, invite, from);
        Register(call);
        _invited(call);
    }
}
