using System.Net;
using System.Net.Sockets;
using Bidline.Sip.Messages;
using Bidline.Sip.Transport;

namespace Bidline.Sip.Dialogs;

/// <summary>
/// Where requests of a dialog go: the first route, else the peer's Contact (RFC 3261 12.2.1.1). A host name, and a private
/// address told by a peer that is elsewhere (NAT), stand for the address that the peer was heard from.
/// </summary>
internal static class NextHop
{
    public static Peer Of(CallLeg leg, Peer heardFrom)
    {
        // A connection that the peer opened is the only way back through its firewall, and the cheapest in any case.
        if (heardFrom.Transport == SipTransport.Tcp) return heardFrom;
        ReadOnlySpan<byte> target = leg.RemoteTarget;
        if (leg.Routes.Count > 0 && NameAddress.TryRead(leg.Routes[0], out var route)) target = route.Uri;
        if (!SipUri.TryRead(target, out var uri) || !Peer.TryReadAddress(uri.Host, out var address)) return heardFrom;
        var told = new Peer(
            address, (ushort)(uri.Port == 0 ? 5060 : uri.Port), uri.IsTcp ? SipTransport.Tcp : SipTransport.Udp);
        return address != heardFrom.Address && IsPrivate(told.ToAddress()) ? heardFrom : told;
    }

    private static bool IsPrivate(IPAddress address)
    {
        if (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal) return true;
        if (address.AddressFamily != AddressFamily.InterNetwork) return false;
        var bytes = address.GetAddressBytes();
        return bytes[0] is 10 or 0
            || (bytes[0] == 172 && bytes[1] is >= 16 and < 32)
            || (bytes[0] == 192 && bytes[1] == 168)
            || (bytes[0] == 169 && bytes[1] == 254)
            || (bytes[0] == 100 && bytes[1] is >= 64 and < 128);
    }
}
