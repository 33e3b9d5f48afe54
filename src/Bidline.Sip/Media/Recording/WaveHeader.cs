using System.Buffers.Binary;

namespace Bidline.Sip.Media.Recording;

/// <summary>
/// The head of a recording: a WAV file of two channels of G.711 at 8 kHz, caller left and target right. The sizes are
/// written when the recording ends; a file whose program died has zeros there, and is mended from its length.
/// </summary>
internal static class WaveHeader
{
    /// <summary>RIFF and WAVE, "fmt " of 18 bytes, "fact" of 4, and the head of "data".</summary>
    public const int Length = 12 + 8 + 18 + 8 + 4 + 8;

    public const int Channels = 2;
    public const int SamplesPerSecond = 8_000;

    private const int CodecAt = 20;
    private const short ALaw = 6;
    private const short MuLaw = 7;

    /// <param name="samples">Of one channel; 0 while it is not known.</param>
    public static void Write(Span<byte> head, AudioCodec codec, long samples)
    {
        uint bytes = (uint)Math.Min(samples * Channels, uint.MaxValue - Length);
        "RIFF"u8.CopyTo(head);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], bytes == 0 ? 0 : bytes + Length - 8);
        "WAVEfmt "u8.CopyTo(head[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], 18);
        BinaryPrimitives.WriteInt16LittleEndian(head[CodecAt..], codec == AudioCodec.Pcma ? ALaw : MuLaw);
        BinaryPrimitives.WriteInt16LittleEndian(head[22..], Channels);
        BinaryPrimitives.WriteInt32LittleEndian(head[24..], SamplesPerSecond);
        BinaryPrimitives.WriteInt32LittleEndian(head[28..], SamplesPerSecond * Channels);
        BinaryPrimitives.WriteInt16LittleEndian(head[32..], Channels);
        BinaryPrimitives.WriteInt16LittleEndian(head[34..], 8);
        BinaryPrimitives.WriteInt16LittleEndian(head[36..], 0);
        "fact"u8.CopyTo(head[38..]);
        BinaryPrimitives.WriteInt32LittleEndian(head[42..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(head[46..], bytes / Channels);
        "data"u8.CopyTo(head[50..]);
        BinaryPrimitives.WriteUInt32LittleEndian(head[54..], bytes);
    }

    /// <summary>Of one channel; 0 while its recording goes on.</summary>
    public static long SamplesOf(ReadOnlySpan<byte> head) =>
        BinaryPrimitives.ReadUInt32LittleEndian(head[(Length - 4)..]) / Channels;

    /// <summary>Null for what is no head of a recording of ours.</summary>
    public static AudioCodec? CodecOf(ReadOnlySpan<byte> head) =>
        head.Length < Length || !head.StartsWith("RIFF"u8) || !head[50..].StartsWith("data"u8)
            ? null
            : BinaryPrimitives.ReadInt16LittleEndian(head[CodecAt..]) switch
            {
                ALaw => AudioCodec.Pcma,
                MuLaw => AudioCodec.Pcmu,
                _ => null,
            };
}
