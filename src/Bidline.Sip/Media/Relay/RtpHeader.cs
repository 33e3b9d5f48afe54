using System.Buffers.Binary;

namespace Bidline.Sip.Media.Relay;

/// <summary>The fixed header of an RTP packet (RFC 3550, section 5.1), read in place.</summary>
internal readonly ref struct RtpHeader
{
    public const int Length = 12;

    private RtpHeader(Span<byte> packet) => Packet = packet;

    public Span<byte> Packet { get; }

    public int PayloadType
    {
        get => Packet[1] & 0x7F;
        set => Packet[1] = (byte)((Packet[1] & 0x80) | value);
    }

    public ushort Sequence
    {
        get => BinaryPrimitives.ReadUInt16BigEndian(Packet[2..]);
        set => BinaryPrimitives.WriteUInt16BigEndian(Packet[2..], value);
    }

    public uint Timestamp
    {
        get => BinaryPrimitives.ReadUInt32BigEndian(Packet[4..]);
        set => BinaryPrimitives.WriteUInt32BigEndian(Packet[4..], value);
    }

    public uint Source
    {
        get => BinaryPrimitives.ReadUInt32BigEndian(Packet[8..]);
        set => BinaryPrimitives.WriteUInt32BigEndian(Packet[8..], value);
    }

    /// <summary>What follows the header, its extension left out and padding too; only of a packet that was read.</summary>
    public Span<byte> Payload
    {
        get
        {
            int start = Length + ((Packet[0] & 0x0F) * 4);
            if ((Packet[0] & 0x10) != 0)
            {
                start += 4 + (4 * BinaryPrimitives.ReadUInt16BigEndian(Packet[(start + 2)..]));
            }

            int padding = (Packet[0] & 0x20) != 0 ? Packet[^1] : 0;
            return Packet[start..^padding];
        }
    }

    public void SetMarker() => Packet[1] |= 0x80;

    /// <summary>False for anything that is not a whole, well-formed RTP packet of version 2.</summary>
    public static bool TryRead(Span<byte> packet, out RtpHeader header)
    {
        header = new RtpHeader(packet);
        if (packet.Length < Length || packet[0] >> 6 != 2)
        {
            return false;
        }

        int payload = Length + ((packet[0] & 0x0F) * 4);
        if ((packet[0] & 0x10) != 0)
        {
            if (packet.Length < payload + 4)
            {
                return false;
            }

            payload += 4 + (4 * BinaryPrimitives.ReadUInt16BigEndian(packet[(payload + 2)..]));
        }

        int padding = (packet[0] & 0x20) != 0 ? packet[^1] : 0;
        bool paddingIsFalse = (packet[0] & 0x20) != 0 && padding == 0;
        return !paddingIsFalse && payload + padding <= packet.Length;
    }

    /// <summary>Starts a packet of our own.</summary>
    public static RtpHeader Write(Span<byte> packet, int payloadType)
    {
        packet[0] = 0x80;
        packet[1] = (byte)payloadType;
        return new RtpHeader(packet);
    }
}
