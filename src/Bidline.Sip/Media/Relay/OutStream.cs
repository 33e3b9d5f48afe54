using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Bidline.Sip.Media.Relay;

/// <summary>
/// What one leg hears as a single RTP stream, whoever speaks in it: announcement, first target, second target. SSRC,
/// sequence and timestamp go on without a break, since a jitter buffer treats a break as a new speaker or as loss.
/// </summary>
internal sealed class OutStream(long ticksPerSecond)
{
    private const int SamplesPerSecond = 8_000;
    private const int SamplesPerPacket = 160;

    private bool _started;
    private bool _mapped;
    private uint _heard;
    private ushort _sequenceOffset;
    private uint _timestampOffset;
    private uint _source;
    private ushort _sequence;
    private uint _timestamp;
    private long _lastAt;

    /// <summary>Packets of the one source pass with their own numbers, so its RTCP still describes what is heard.</summary>
    public bool IsUnchanged { get; private set; } = true;

    /// <summary>Renumbers a relayed packet; the first source to be heard keeps its own numbers.</summary>
    public void Continue(RtpHeader packet, long now)
    {
        uint source = packet.Source;
        if (!_started)
        {
            Adopt(packet);
        }
        else if (!_mapped || _heard != source)
        {
            Splice(packet, now);
        }

        ushort sequence = (ushort)(packet.Sequence + _sequenceOffset);
        uint timestamp = packet.Timestamp + _timestampOffset;
        if (!IsUnchanged)
        {
            packet.Sequence = sequence;
            packet.Timestamp = timestamp;
            packet.Source = _source;
        }

        // A packet that was overtaken must not set the stream back.
        if ((short)(sequence - _sequence) >= 0)
        {
            _sequence = sequence;
            _timestamp = timestamp;
            _lastAt = now;
        }
    }

    /// <summary>Another party speaks next, even if it should give itself the same SSRC.</summary>
    public void ChangeSpeaker() => _mapped = false;

    /// <summary>Numbers the first packet of something that we say ourselves; the others follow by <see cref="Next"/>.</summary>
    public void Begin(RtpHeader packet, long now)
    {
        if (!_started)
        {
            Invent();
        }
        else
        {
            _timestamp += Elapsed(now);
        }

        _mapped = false;
        IsUnchanged = false;
        packet.SetMarker();
        Number(packet, now);
    }

    /// <param name="samples">How far the clock of the stream has moved since the packet before.</param>
    public void Next(RtpHeader packet, uint samples, long now)
    {
        _timestamp += samples;
        Number(packet, now);
    }

    /// <summary>Numbers a packet about the same moment as the one before: an event that goes on keeps its start.</summary>
    public void Repeat(RtpHeader packet)
    {
        packet.Sequence = ++_sequence;
        packet.Timestamp = _timestamp;
        packet.Source = _source;
    }

    private void Number(RtpHeader packet, long now)
    {
        Repeat(packet);
        _lastAt = now;
    }

    private void Adopt(RtpHeader packet)
    {
        _started = true;
        _mapped = true;
        _heard = packet.Source;
        _source = packet.Source;
        _sequence = packet.Sequence;
        _timestamp = packet.Timestamp;
    }

    private void Splice(RtpHeader packet, long now)
    {
        _mapped = true;
        IsUnchanged = false;
        _heard = packet.Source;
        _sequenceOffset = (ushort)(_sequence + 1 - packet.Sequence);
        _timestampOffset = _timestamp + Elapsed(now) - packet.Timestamp;
        packet.SetMarker();
    }

    private void Invent()
    {
        Span<byte> random = stackalloc byte[10];
        RandomNumberGenerator.Fill(random);
        _started = true;
        _source = BinaryPrimitives.ReadUInt32BigEndian(random);
        _timestamp = BinaryPrimitives.ReadUInt32BigEndian(random[4..]);
        _sequence = BinaryPrimitives.ReadUInt16BigEndian(random[8..]);
    }

    /// <summary>The silence since the last packet, in samples; at least one packet, or two would claim the same moment.</summary>
    private uint Elapsed(long now) =>
        (uint)Math.Max(SamplesPerPacket, (now - _lastAt) * SamplesPerSecond / ticksPerSecond);
}
