using Bidline.Sip.Media.Sockets;

namespace Bidline.Sip.Media.Relay;

/// <summary>Passes packets from one leg of a bridge to the other, and drops with a reason what may not pass.</summary>
internal sealed class RtpRelay(IDatagramSockets sockets, Drops drops)
{
    /// <summary>60 ms of G.711 with every header extension is far below; a longer packet is not audio.</summary>
    public const int PacketMax = 1_400;

    private long _relayed;

    public long Relayed => Volatile.Read(ref _relayed);

    public void Rtp(MediaLeg leg, Span<byte> bytes, in MediaAddress from, long now)
    {
        if (bytes.Length > PacketMax || !RtpHeader.TryRead(bytes, out RtpHeader packet))
        {
            Dropped(leg, Drop.Malformed);
        }
        else if (!leg.Source.Admits(from))
        {
            Dropped(leg, Drop.ForeignSource);
        }
        else if (!leg.Rate.Admits(now))
        {
            Dropped(leg, Drop.OverRate);
        }
        else
        {
            Admitted(leg, packet, now);
        }
    }

    /// <summary>
    /// Control packets pass while both streams keep their own numbers. Once one was renumbered they would describe streams
    /// that the other side never heard, so they are dropped.
    /// </summary>
    public void Report(MediaLeg leg, ReadOnlySpan<byte> bytes, in MediaAddress from, long now)
    {
        bool isReport = bytes.Length is >= 8 and <= PacketMax && bytes[0] >> 6 == 2 && bytes[1] is >= 200 and <= 207;
        Drop? refusal = !isReport ? Drop.Malformed
            : !leg.Source.AdmitsReport(from) ? Drop.ForeignSource
            : !leg.Rate.Admits(now) ? Drop.OverRate
            : null;
        if (refusal is { } reason)
        {
            Dropped(leg, reason);
            return;
        }

        leg.LastReportAt = now;
        MediaLeg peer = leg.Peer;
        if (!leg.Bridge.Relays(leg.Side) || peer.Remote is not { } remote || remote.Rtcp.IsNone)
        {
            return;
        }

        if (!leg.Out.IsUnchanged || !peer.Out.IsUnchanged || peer.Source.Learned)
        {
            Dropped(leg, Drop.Report);
        }
        else if (!sockets.Send(peer.Ports.Rtcp, bytes, remote.Rtcp))
        {
            Dropped(leg, Drop.SendFailed);
        }
    }

    /// <summary>Ties the RTP socket to the one peer of the leg, or unties it, when that has changed.</summary>
    public void Tie(MediaLeg leg)
    {
        MediaAddress peer = leg.Source.Settled;
        if (peer != leg.TieWanted)
        {
            leg.TieWanted = peer;
            leg.IsTied = sockets.TryTie(leg.Ports.Rtp, peer) && !peer.IsNone;
        }
    }

    public void Untie(MediaLeg leg)
    {
        if (leg.IsTied)
        {
            _ = sockets.TryTie(leg.Ports.Rtp, default);
        }

        leg.TieWanted = default;
        leg.IsTied = false;
    }

    /// <summary>Sends a packet of our own.</summary>
    public void Say(MediaLeg leg, ReadOnlySpan<byte> packet)
    {
        MediaAddress to = leg.Source.Destination;
        if (!to.IsNone
            && leg.Remote!.Direction.Listens()
            && !sockets.Send(leg.Ports.Rtp, packet, leg.IsTied ? default : to))
        {
            Dropped(leg, Drop.SendFailed);
        }
    }

    public void Dropped(MediaLeg? leg, Drop reason)
    {
        drops.Count(reason);
        leg?.CountDropped();
    }

    private void Admitted(MediaLeg leg, RtpHeader packet, long now)
    {
        MediaLeg peer = leg.Peer;
        Tie(leg);
        leg.CountHeard(now);
        leg.Bridge.Recording?.Heard(leg.Side, packet, now);
        if (!leg.Bridge.Relays(leg.Side) || peer.Remote is not { } remote)
        {
            return; // Nobody to hear it yet; that is not a loss.
        }

        Drop? refusal = Translate(leg.Remote!, remote, packet);
        if (refusal is { } reason)
        {
            Dropped(leg, reason);
            return;
        }

        MediaAddress to = peer.Source.Destination;
        if (peer.Playing is not null || to.IsNone || !remote.Direction.Listens() || !leg.Remote!.Direction.Sends())
        {
            return;
        }

        peer.Out.Continue(packet, now);
        leg.Bridge.Recording?.Sign(peer.Side, packet, now);
        Pass(leg, peer, packet.Packet, to);
    }

    private void Pass(MediaLeg leg, MediaLeg peer, ReadOnlySpan<byte> packet, in MediaAddress to)
    {
        if (sockets.Send(peer.Ports.Rtp, packet, peer.IsTied ? default : to))
        {
            leg.CountRelayed();
            Volatile.Write(ref _relayed, _relayed + 1);
        }
        else
        {
            Dropped(leg, Drop.SendFailed);
        }
    }

    /// <summary>Digits have a payload type of their own on each leg (RFC 4733); audio has the static ones.</summary>
    private static Drop? Translate(MediaRemote from, MediaRemote to, RtpHeader packet)
    {
        int type = packet.PayloadType;
        if (from.Codecs.Contains(type) && to.Codecs.Contains(type))
        {
            return null;
        }

        if (type != from.TelephoneEvent && type != from.OurTelephoneEvent)
        {
            return Drop.PayloadType;
        }

        if (to.TelephoneEvent is not { } wanted)
        {
            return Drop.Digit;
        }

        packet.PayloadType = wanted;
        return null;
    }
}
