using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Bidline.Sip.Transport;

/// <summary>
/// Every TCP connection, by the address and port of its peer. Accepting runs on the thread pool; the table belongs to
/// the signalling thread. A flow that closes is an event, never a crash: transactions own no socket.
/// </summary>
internal sealed class TcpHub(
    Action<Action> post, Action<byte[], int, int, Peer> receive, SipEdgeCounters counters, TcpLimits limits)
{
    private readonly Dictionary<Peer, TcpFlow> _flows = [];
    private readonly Dictionary<UInt128, int> _perSource = [];
    private Socket? _listener;

    /// <summary>A flow has gone, whether it ever connected or not.</summary>
    public required Action<Peer> Lost { get; init; }

    public int Count => _flows.Count;

    public void Listen(Socket listener)
    {
        _listener = listener;
        _ = AcceptAsync(listener);
    }

    /// <summary>Sends on the flow to that peer, opening one if there is none.</summary>
    public void Send(Peer to, ReadOnlySpan<byte> message)
    {
        if (!_flows.TryGetValue(to, out var flow))
        {
            if (_listener is null || _flows.Count >= limits.Connections)
            {
                counters.TcpRefused++;
                post(() => Lost(to));
                return;
            }

            flow = new TcpFlow(Listening.NewTcp(_listener.AddressFamily), to, limits);
            Keep(flow, connect: true);
        }

        if (flow.TrySend(message)) return;
        counters.TcpSlowReaders++;
        flow.Close();
    }

    public bool Has(Peer peer) => _flows.ContainsKey(peer);

    public void Close()
    {
        _listener?.Dispose();
        foreach (var flow in _flows.Values.ToArray()) flow.Close();
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            try
            {
                var socket = await listener.AcceptAsync();
                post(() => Accepted(socket));
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.OperationAborted)
            {
                return;
            }
            catch (SocketException)
            {
                // The peer gave up between SYN and accept, or descriptors ran out: others still want in.
                await Task.Yield();
            }
        }
    }

    private void Accepted(Socket socket)
    {
        if (socket.RemoteEndPoint is not IPEndPoint remote)
        {
            socket.Dispose();
            return;
        }

        var peer = Peer.Of(remote, SipTransport.Tcp);
        var fromSource = _perSource.GetValueOrDefault(peer.Address);
        if (_flows.Count >= limits.Connections || fromSource >= limits.ConnectionsPerSource || _flows.ContainsKey(peer))
        {
            counters.TcpRefused++;
            socket.Dispose();
            return;
        }

        socket.NoDelay = true;
        Keep(new TcpFlow(socket, peer, limits), connect: false);
    }

    private void Keep(TcpFlow flow, bool connect)
    {
        _flows[flow.Peer] = flow;
        _perSource[flow.Peer.Address] = _perSource.GetValueOrDefault(flow.Peer.Address) + 1;
        _ = Task.Run(async () =>
        {
            var sane = await flow.RunAsync(connect, Deliver);
            post(() => Forget(flow, sane));
        });
    }

    private void Deliver(TcpFlow flow, byte[] message, int length) => post(() =>
    {
        receive(message, 0, length, flow.Peer);
        ArrayPool<byte>.Shared.Return(message);
        flow.Served();
    });

    private void Forget(TcpFlow flow, bool sane)
    {
        if (!sane) counters.TcpBrokenFrames++;
        _flows.Remove(flow.Peer);
        var left = _perSource.GetValueOrDefault(flow.Peer.Address) - 1;
        if (left > 0) _perSource[flow.Peer.Address] = left;
        else _perSource.Remove(flow.Peer.Address);
        Lost(flow.Peer);
    }
}
