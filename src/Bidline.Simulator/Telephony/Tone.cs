namespace Bidline.Simulator.Telephony;

/// <summary>A steady tone in G.711, in frames of 20 ms, and the ear that recognises one.</summary>
internal static class Tone
{
    public const int FrameSize = 160;

    private const int SampleRate = 8000;

    /// <summary>One 20 ms frame. The frequency must be a multiple of 50 Hz, so that frames join without a click.</summary>
    public static byte[] Frame(int hertz, int payloadType)
    {
        var frame = new byte[FrameSize];
        for (var i = 0; i < FrameSize; i++)
        {
            // A quarter of a sample off zero: no sample falls on a zero crossing, so the ear counts exactly.
            var sample = (short)(8000 * Math.Sin(2 * Math.PI * hertz * (i + 0.25) / SampleRate));
            frame[i] = payloadType == 0 ? ToMuLaw(sample) : ToALaw(sample);
        }

        return frame;
    }

    /// <summary>
    /// The frequency heard in a frame, to 25 Hz. Both laws carry the sign in the top bit, so crossings can be counted
    /// without decoding.
    /// </summary>
    public static int Hear(ReadOnlySpan<byte> frame)
    {
        if (frame.IsEmpty) return 0;
        var crossings = (frame[0] ^ frame[^1]) >> 7;
        for (var i = 1; i < frame.Length; i++) crossings += (frame[i] ^ frame[i - 1]) >> 7;
        return crossings * SampleRate / (2 * frame.Length);
    }

    // ITU-T G.711, table 2a and 2b.
    private static byte ToMuLaw(short sample)
    {
        var sign = sample < 0 ? 0x80 : 0;
        var magnitude = Math.Min(Math.Abs((int)sample), 32635) + 132;
        var exponent = 7;
        for (var mask = 0x4000; exponent > 0 && (magnitude & mask) == 0; mask >>= 1) exponent--;
        return (byte)~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0F));
    }

    private static byte ToALaw(short sample)
    {
        var sign = sample >= 0 ? 0x80 : 0;
        var magnitude = Math.Min(sample >= 0 ? sample : -sample - 1, 32767);
        var exponent = 7;
        for (var mask = 0x4000; exponent > 0 && (magnitude & mask) == 0; mask >>= 1) exponent--;
        var mantissa = (magnitude >> (exponent == 0 ? 4 : exponent + 3)) & 0x0F;
        return (byte)((sign | (exponent << 4) | mantissa) ^ 0x55);
    }
}
