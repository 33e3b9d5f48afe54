using System.Net;
using System.Net.Sockets;
using Bidline.Sip.Messages;

namespace Bidline.Sip.Transport;

/// <summary>By which host and port each peer reaches us: "192.0.2.1:5060". Belongs to the signalling thread.</summary>
internal sealed class LocalHosts(IPEndPoint bound, string? advertised)
{
    private const int RememberedMax = 1024;

    private readonly Dictionary<UInt128, byte[]> _remembered = [];

    public byte[] Towards(Peer peer)
    {
        if (_remembered.TryGetValue(peer.Address, out var known)) return known;
        if (_remembered.Count >= RememberedMax) _remembered.Clear();
        return _remembered[peer.Address] = Find(peer);
    }

    private byte[] Find(Peer peer)
    {
        var writer = new SipWriter(stackalloc byte[300]);
        if (advertised is not null)
        {
            writer.AddText(advertised.Contains(':') && advertised[0] != '[' ? $"[{advertised}]" : advertised);
            writer.Add(":"u8);
            writer.Add(bound.Port);
        }
        else new Peer(AddressTowards(peer), (ushort)bound.Port, peer.Transport).WriteTo(ref writer);

        return writer.Written.ToArray();
    }

    private UInt128 AddressTowards(Peer peer)
    {
        var any = bound.Address.Equals(IPAddress.Any) || bound.Address.Equals(IPAddress.IPv6Any);
        if (!any) return Peer.AddressOf(bound.Address);
        try
        {
            // Connecting a UDP socket sends nothing; it asks the routing table for our address towards the peer.
            var family = peer.IsIPv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
            using var probe = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
            probe.Connect(peer.ToEndPoint(family));
            return Peer.AddressOf(((IPEndPoint)probe.LocalEndPoint!).Address);
        }
        catch (SocketException)
        {
            return Peer.AddressOf(peer.IsIPv4 ? IPAddress.Loopback : IPAddress.IPv6Loopback);
        }
    }
}
