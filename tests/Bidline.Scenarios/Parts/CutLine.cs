using System.Net;
using System.Net.Sockets;

namespace Bidline.Scenarios.Parts;

/// <summary>Which way nothing goes through.</summary>
internal enum Cut
{
    Nowhere,
    There,
    Back,
    BothWays,
}

/// <summary>
/// A line between two programs that can be cut, as a network is: what is sent meanwhile is held and comes through when the
/// line is whole again, as TCP would send it again, and nobody is told that anything is wrong.
/// </summary>
internal sealed class CutLine : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly EndPoint _to;
    private readonly Task _accepting;
    private readonly Lock _gate = new();
    private TaskCompletionSource _whole = Done();
    private Cut _cut;

    /// <param name="to">Where the line leads: an address, or the socket file of PostgreSQL.</param>
    public CutLine(EndPoint to)
    {
        _to = to;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Bytes that waited for the line to be whole again: a cut that held nothing up would prove nothing.</summary>
    public long Held => Interlocked.Read(ref _held);

    private long _held;

    public void Break(Cut cut)
    {
        lock (_gate) (_cut, _whole) = (cut, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    public void Mend()
    {
        lock (_gate) _cut = Cut.Nowhere;
        _whole.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Mend();
        await _over.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _over.Dispose();
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = CarryAsync(await _listener.AcceptAsync(_over.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(Socket near)
    {
        using var far = _to is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(_to.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using (near)
        {
            try
            {
                await far.ConnectAsync(_to, _over.Token);
                // Whoever closes, closes for both.
                await await Task.WhenAny(CopyAsync(near, far, Cut.There), CopyAsync(far, near, Cut.Back));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // One of the two hung up.
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to, Cut way)
    {
        var buffer = new byte[16_384];
        while (true)
        {
            var length = await from.ReceiveAsync(buffer, _over.Token);
            if (IsCut(way))
            {
                Interlocked.Add(ref _held, length);
                await _whole.Task;
            }

            if (length == 0) return;
            for (var sent = 0; sent < length;) sent += await to.SendAsync(buffer.AsMemory(sent, length - sent), _over.Token);
        }
    }

    private bool IsCut(Cut way)
    {
        lock (_gate) return _cut == Cut.BothWays || _cut == way;
    }
}
