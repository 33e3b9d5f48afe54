using System.Net;
using System.Net.Sockets;
using Bidline.Sip.Messages;

namespace Bidline.Sip.Transport;

/// <summary>
/// The one UDP socket of the signalling thread: receives in batches, gathers what is sent and flushes it in batches.
/// All members but <see cref="Wake"/> belong to that thread.
/// </summary>
internal abstract class UdpPort : IDisposable
{
    /// <summary>One byte more than a message may have, so that a longer one is noticed.</summary>
    protected const int SlotSize = SipParser.DatagramMax + 1;
    private const int SocketBufferBytes = 4 * 1024 * 1024;

    protected UdpPort(IPEndPoint listen)
    {
        Socket = new Socket(listen.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (listen.AddressFamily == AddressFamily.InterNetworkV6) Socket.DualMode = true;
            Socket.ReceiveBufferSize = SocketBufferBytes;
            Socket.SendBufferSize = SocketBufferBytes;
            Socket.Bind(listen);
        }
        catch
        {
            Socket.Dispose();
            throw;
        }

        Bound = (IPEndPoint)Socket.LocalEndPoint!;
    }

    public IPEndPoint Bound { get; }

    /// <summary>True for an IPv6 socket, which carries IPv4 in mapped form.</summary>
    public bool IsV6 => Bound.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>An IPv6 socket does so only when it is bound to no one address.</summary>
    public bool CarriesIPv4 => !IsV6 || Bound.Address.Equals(IPAddress.IPv6Any);

    protected Socket Socket { get; }

    public static UdpPort Open(IPEndPoint listen) => Libc.IsThere ? new LibcUdpPort(listen) : new ManagedUdpPort(listen);

    /// <summary>Returns when something can be read, after <see cref="Wake"/>, or when the time is over.</summary>
    public abstract void Wait(int milliseconds);

    /// <summary>Ends a wait, from any thread.</summary>
    public abstract void Wake();

    /// <summary>Takes what has arrived, without waiting; 0 when nothing has.</summary>
    public abstract int Receive();

    /// <summary>The received datagram at that place of the batch; too long ones have length <see cref="SlotSize"/>.</summary>
    public abstract (byte[] Buffer, int Offset, int Length, Peer Source) Received(int index);

    /// <summary>Room for one message to be written; then <see cref="Commit"/>.</summary>
    public abstract Span<byte> Room();

    /// <summary>Queues what was written for sending. The returned text stays valid until the flush.</summary>
    public abstract ReadOnlySpan<byte> Commit(int length, Peer to);

    /// <summary>Gives the room back unsent, and returns its text for another use.</summary>
    public abstract ReadOnlySpan<byte> Peek(int length);

    public abstract void Flush();

    public virtual void Dispose()
    {
        Socket.Dispose();
        GC.SuppressFinalize(this);
    }
}
