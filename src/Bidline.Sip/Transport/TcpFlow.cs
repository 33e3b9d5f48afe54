using System.Buffers;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Bidline.Sip.Transport;

/// <summary>
/// One TCP connection. It reads and writes on the thread pool; whole messages go to the signalling thread. A peer that
/// sends faster than it is served waits, one that does not read is cut off.
/// </summary>
internal sealed class TcpFlow(Socket socket, Peer peer, TcpLimits limits) : IDisposable
{
    private readonly SemaphoreSlim _unserved = new(limits.MessagesUnserved);
    private readonly CancellationTokenSource _closing = new();
    private readonly Channel<ReadOnlyMemory<byte>> _outgoing = Channel.CreateBounded<ReadOnlyMemory<byte>>(
        new BoundedChannelOptions(limits.MessagesUnsent) { SingleReader = true });

    public Peer Peer => peer;

    /// <summary>False when the peer does not keep up; the flow is then of no more use.</summary>
    public bool TrySend(ReadOnlySpan<byte> message) => _outgoing.Writer.TryWrite(message.ToArray());

    public void Close() => _closing.Cancel();

    /// <summary>Connects if need be, then runs until either side closes. Never throws.</summary>
    /// <returns>False when the peer broke the framing.</returns>
    public async Task<bool> RunAsync(bool connect, Action<TcpFlow, byte[], int> deliver)
    {
        try
        {
            if (connect) await ConnectAsync();
            var writing = WriteAsync();
            var sane = await ReadAsync(deliver);
            await _closing.CancelAsync();
            await writing;
            return sane;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            return true;
        }
        finally
        {
            socket.Dispose();
        }
    }

    /// <summary>The signalling thread has handled one message of this flow.</summary>
    public void Served() => _unserved.Release();

    public void Dispose()
    {
        socket.Dispose();
        _closing.Dispose();
        _unserved.Dispose();
    }

    private async Task ConnectAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        patience.CancelAfter(limits.ConnectTime);
        await socket.ConnectAsync(peer.ToEndPoint(socket.AddressFamily), patience.Token);
    }

    private async Task<bool> ReadAsync(Action<TcpFlow, byte[], int> deliver)
    {
        var buffer = new byte[TcpFraming.FrameMax];
        var filled = 0;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        while (true)
        {
            // A message must arrive whole within a time; between messages a flow may rest longer (RFC 3261 18).
            patience.CancelAfter(filled > 0 ? limits.MessageTime : limits.IdleTime);
            var count = await socket.ReceiveAsync(buffer.AsMemory(filled), SocketFlags.None, patience.Token);
            if (count == 0) return true;
            filled += count;
            var used = 0;
            while (true)
            {
                used += TcpFraming.LeadingBlank(buffer.AsSpan(used, filled - used));
                var verdict = TcpFraming.TryRead(buffer.AsSpan(used, filled - used), out var length);
                if (verdict == TcpFraming.Verdict.Broken) return false;
                if (verdict == TcpFraming.Verdict.Incomplete) break;
                await _unserved.WaitAsync(_closing.Token);
                var message = ArrayPool<byte>.Shared.Rent(length);
                buffer.AsSpan(used, length).CopyTo(message);
                deliver(this, message, length);
                used += length;
            }

            buffer.AsSpan(used, filled - used).CopyTo(buffer);
            filled -= used;
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(_closing.Token))
            {
                for (var rest = message; rest.Length > 0;)
                    rest = rest[await socket.SendAsync(rest, SocketFlags.None, _closing.Token)..];
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            await _closing.CancelAsync();
        }
    }
}
