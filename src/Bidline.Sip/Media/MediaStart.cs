using System.Net;
using System.Net.Sockets;

namespace Bidline.Sip.Media;

/// <summary>What must hold before media can be carried.</summary>
internal static class MediaStart
{
    private const int AnyPort = 9;

    public static void Check(MediaSettings settings)
    {
        string? problem =
            settings.PortFirst < 1_024 || settings.PortLast > ushort.MaxValue ? "must lie between 1024 and 65535"
            : settings.PortLast - settings.PortFirst < 3 ? "must have room for one call, which takes four ports"
            : settings.Bind4 is null && settings.Bind6 is null ? "has no address to be opened on"
            : null;
        if (problem is not null)
        {
            throw new MediaStartException($"The RTP range {settings.PortFirst}-{settings.PortLast} {problem}.");
        }
    }

    /// <summary>The local address of the route to a peer. No packet is sent: connecting a UDP socket only looks it up.</summary>
    public static IPAddress RouteTo(IPAddress remote, IPAddress otherwise)
    {
        try
        {
            using Socket probe = new(remote.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            probe.Connect(remote, AnyPort);
            return ((IPEndPoint)probe.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return otherwise;
        }
    }
}

/// <summary>Media cannot start; the message is one sentence for the operator.</summary>
public sealed class MediaStartException(string message) : Exception(message);
