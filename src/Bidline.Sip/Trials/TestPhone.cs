using System.Net;
using System.Net.Sockets;
using System.Text;
using Bidline.Sip.Targets;
using Bidline.Sip.Transport;
using Bidline.Tracking.Health;

namespace Bidline.Sip.Trials;

/// <summary>Places test calls from a socket of its own: see <see cref="PlaceTestCall"/> for what it promises.</summary>
public static class TestPhone
{
    /// <summary>One call, over UDP.</summary>
    public static async Task<TestCallEnd> CallAsync(TestCallOrder order, CancellationToken giveUp)
    {
        if (!Destination.TryRead(order.Uri, out var destination)) return Trouble("the trunk's dial address cannot be read");
        if (destination.Transport != SipTransport.Udp) return Trouble("the trunk dials over TCP, and test calls go over UDP");
        try
        {
            var found = await Dns.GetHostAddressesAsync(destination.Host, giveUp).ConfigureAwait(false);
            var at = new IPEndPoint(found[0], destination.Port);
            using var socket = new Socket(at.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(at, giveUp).ConfigureAwait(false);
            // What is said on the line goes here, and nobody listens.
            using var sound = new Socket(at.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            sound.Bind(new IPEndPoint(((IPEndPoint)socket.LocalEndPoint!).Address, 0));
            var words = new TestCallWords(
                order, Encoding.ASCII.GetString(destination.Uri), (IPEndPoint)socket.LocalEndPoint!,
                (IPEndPoint)sound.LocalEndPoint!);
            return await new TestCall(socket, words).RunAsync(giveUp).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            return Trouble($"{destination.Host}:{destination.Port}: {e.Message.TrimEnd('.')}");
        }
        catch (OperationCanceledException)
        {
            return Trouble($"{destination.Host} has no address that is known in time");
        }
    }

    private static TestCallEnd Trouble(string why) => new(null, why);
}
