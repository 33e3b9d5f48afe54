using System.Net;
using System.Net.Sockets;

namespace Bidline.Sip.Transport;

/// <summary>Opens UDP and TCP on the same port.</summary>
internal static class Listening
{
    private const int FreePortTries = 20;

    /// <exception cref="SipStartException">The address cannot be had.</exception>
    public static UdpPort OpenUdp(IPEndPoint listen)
    {
        try
        {
            return UdpPort.Open(listen);
        }
        catch (SocketException e)
        {
            throw Explain(listen, "UDP", e);
        }
    }

    /// <summary>A UDP port whose TCP twin is free too; when any port will do, another one is tried.</summary>
    public static (UdpPort Udp, Socket Tcp) Open(IPEndPoint listen)
    {
        for (var tries = 1; ; tries++)
        {
            var udp = OpenUdp(listen);
            try
            {
                return (udp, OpenTcp(udp.Bound));
            }
            catch (SocketException e)
            {
                udp.Dispose();
                if (listen.Port != 0 || tries == FreePortTries) throw Explain(listen, "TCP", e);
            }
        }
    }

    public static Socket NewTcp(AddressFamily family)
    {
        var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (family == AddressFamily.InterNetworkV6) socket.DualMode = true;
        return socket;
    }

    private static Socket OpenTcp(IPEndPoint at)
    {
        var socket = NewTcp(at.AddressFamily);
        try
        {
            socket.Bind(at);
            socket.Listen(512);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    private static SipStartException Explain(IPEndPoint listen, string transport, SocketException e) => new(
        e.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse =>
                $"The SIP address {listen} ({transport}) is in use by another program: stop it, or choose another with --sip.",
            SocketError.AddressNotAvailable =>
                $"The SIP address {listen} is not an address of this machine: choose one that is with --sip.",
            SocketError.AccessDenied =>
                $"The SIP address {listen} may not be opened by this user: choose a port above 1023 with --sip.",
            _ => $"The SIP address {listen} ({transport}) cannot be opened ({e.SocketErrorCode}): choose another with --sip.",
        },
        e);
}
