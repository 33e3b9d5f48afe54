using System.Buffers.Binary;

namespace Bidline.Sip.Media.Relay;

/// <summary>A key as a telephone event (RFC 4733, section 2.5): updates while it is held, three ends, a pause.</summary>
internal sealed class PlayedDigit(byte code, int milliseconds) : Playing
{
    private const string Keys = "0123456789*#ABCD";
    private const int Ends = 3;
    private const int PauseTicks = 2;
    private const byte Volume = 10;
    private const int PayloadLength = 4;
    private const int MillisecondsPerTick = 20;

    private readonly int _updates = Math.Clamp(milliseconds, 40, 2_000) / MillisecondsPerTick;
    private int _tick;

    public static PlayedDigit? Of(char key, int milliseconds)
    {
        int code = Keys.IndexOf(char.ToUpperInvariant(key), StringComparison.Ordinal);
        return code < 0 ? null : new PlayedDigit((byte)code, milliseconds);
    }

    public override bool Tick(MediaLeg leg, RtpRelay relay, long now)
    {
        _tick++;
        if (_tick <= _updates + Ends && leg.Remote?.TelephoneEvent is { } type)
        {
            Say(leg, relay, type, now);
        }

        return _tick < _updates + Ends + PauseTicks;
    }

    private void Say(MediaLeg leg, RtpRelay relay, byte type, long now)
    {
        Span<byte> bytes = stackalloc byte[RtpHeader.Length + PayloadLength];
        RtpHeader packet = RtpHeader.Write(bytes, type);
        Span<byte> payload = bytes[RtpHeader.Length..];
        bool end = _tick > _updates;
        payload[0] = code;
        payload[1] = (byte)(end ? 0x80 | Volume : Volume);
        int duration = Math.Min(_tick, _updates) * SamplesPerPacket;
        BinaryPrimitives.WriteUInt16BigEndian(payload[2..], (ushort)duration);
        if (_tick == 1)
        {
            leg.Out.Begin(packet, now);
        }
        else
        {
            leg.Out.Repeat(packet);
        }

        relay.Say(leg, bytes);
    }
}
