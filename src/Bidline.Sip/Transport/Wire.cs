using Bidline.Sip.Messages;

namespace Bidline.Sip.Transport;

/// <summary>Where messages are written and sent, whatever the transport. Belongs to the signalling thread.</summary>
internal sealed class Wire(UdpPort udp, TcpHub tcp, SipEdgeCounters counters)
{
    /// <summary>A writer over fresh room; then <see cref="Send"/>, or nothing at all.</summary>
    public SipWriter Begin() => new(udp.Room());

    /// <summary>Sends what was written. The returned text stays valid until the next message; empty if it was too long.</summary>
    public ReadOnlySpan<byte> Send(ref SipWriter writer, Peer to)
    {
        if (writer.Overflowed || !CanReach(to)) return default;
        counters.MessagesOut++;
        if (to.Transport == SipTransport.Udp) return udp.Commit(writer.Length, to);
        var text = udp.Peek(writer.Length);
        tcp.Send(to, text);
        return text;
    }

    public void Repeat(ReadOnlySpan<byte> message, Peer to)
    {
        if (message.IsEmpty) return;
        var writer = Begin();
        writer.Add(message);
        Send(ref writer, to);
    }

    /// <summary>False for an IPv6 peer when we listen on IPv4 only, and the other way round.</summary>
    public bool CanReach(Peer to) => to.Port != 0 && (to.IsIPv4 ? udp.CarriesIPv4 : udp.IsV6);
}
