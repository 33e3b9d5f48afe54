using Bidline.Sip.Media.Announcements;

namespace Bidline.Sip.Media.Relay;

/// <summary>An announcement on its way to a caller.</summary>
internal sealed class PlayedAudio(PreparedAudio audio, Action<MediaBridge, bool> done) : Playing
{
    private int _position = -1;

    public override bool Tick(MediaLeg leg, RtpRelay relay, long now)
    {
        AudioCodec codec = Codec(leg);
        ReadOnlySpan<byte> samples = audio.Encoded(codec);
        bool first = _position < 0;
        _position = Math.Max(0, _position);
        if (_position >= samples.Length)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[RtpHeader.Length + SamplesPerPacket];
        RtpHeader packet = RtpHeader.Write(bytes, (int)codec);
        Fill(bytes[RtpHeader.Length..], samples, codec);
        if (first)
        {
            leg.Out.Begin(packet, now);
        }
        else
        {
            leg.Out.Next(packet, SamplesPerPacket, now);
        }

        relay.Say(leg, bytes);
        return true;
    }

    public override void Ended(MediaBridge bridge, bool toTheEnd) => done(bridge, toTheEnd);

    private void Fill(Span<byte> payload, ReadOnlySpan<byte> samples, AudioCodec codec)
    {
        int length = Math.Min(payload.Length, samples.Length - _position);
        samples.Slice(_position, length).CopyTo(payload);
        payload[length..].Fill(G711.Silence(codec));
        _position += payload.Length;
    }

    /// <summary>The leg's first codec that the other leg, if there is one, takes too.</summary>
    public static AudioCodec Codec(MediaLeg leg)
    {
        CodecList codecs = leg.Remote?.Codecs ?? CodecList.Both;
        CodecList common = leg.Peer.Remote is { } other ? codecs.Intersect(other.Codecs) : codecs;
        return common.Count > 0 ? common[0] : codecs.Count > 0 ? codecs[0] : AudioCodec.Pcmu;
    }
}
