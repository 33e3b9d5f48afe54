namespace Bidline.Sip.Media.Announcements;

/// <summary>ITU-T G.711, both laws, to and from linear samples of 16 bits.</summary>
internal static class G711
{
    private const int Clip = 32_635;
    private const int MuLawBias = 0x84;

    public static byte Silence(AudioCodec codec) => codec == AudioCodec.Pcma ? (byte)0xD5 : (byte)0xFF;

    public static byte[] Encode(ReadOnlySpan<short> samples, AudioCodec codec)
    {
        byte[] encoded = new byte[samples.Length];
        for (int i = 0; i < encoded.Length; i++)
        {
            encoded[i] = Encode(samples[i], codec);
        }

        return encoded;
    }

    public static short[] Decode(ReadOnlySpan<byte> encoded, AudioCodec codec)
    {
        short[] samples = new short[encoded.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = Decode(encoded[i], codec);
        }

        return samples;
    }

    /// <summary>The same sound in the other law.</summary>
    public static byte Recode(byte sound, AudioCodec from, AudioCodec to) => from == to ? sound : Encode(Decode(sound, from), to);

    /// <summary>Two sounds at once, cut off where together they are too loud.</summary>
    public static byte Mix(byte sound, short other, AudioCodec codec) =>
        Encode((short)Math.Clamp(Decode(sound, codec) + other, short.MinValue, short.MaxValue), codec);

    /// <summary>0 is silence, 255 as loud as can be.</summary>
    public static byte Loudness(byte sound, AudioCodec codec) => (byte)Math.Min(255, Math.Abs((int)Decode(sound, codec)) >> 7);

    private static short Decode(byte sound, AudioCodec codec) => codec == AudioCodec.Pcma ? FromALaw(sound) : FromMuLaw(sound);

    private static byte Encode(short sample, AudioCodec codec) => codec == AudioCodec.Pcma ? ToALaw(sample) : ToMuLaw(sample);

    private static byte ToMuLaw(short sample)
    {
        int sign = sample < 0 ? 0x80 : 0;
        int magnitude = Math.Min(Math.Abs((int)sample), Clip) + MuLawBias;
        int exponent = int.Log2(magnitude) - 7;
        int mantissa = magnitude >> (exponent + 3) & 0x0F;
        return (byte)~(sign | exponent << 4 | mantissa);
    }

    private static short FromMuLaw(byte encoded)
    {
        int bits = ~encoded;
        int magnitude = ((((bits & 0x0F) << 3) + MuLawBias) << (bits >> 4 & 7)) - MuLawBias;
        return (short)((bits & 0x80) != 0 ? -magnitude : magnitude);
    }

    private static byte ToALaw(short sample)
    {
        // A-law codes 13 bits; negative values are one's complement, so that -1 and 0 are mirror images.
        int sign = sample >= 0 ? 0x80 : 0;
        int magnitude = Math.Min(sample >= 0 ? sample : ~sample, Clip) >> 3;
        int exponent = magnitude < 32 ? 0 : int.Log2(magnitude) - 4;
        int mantissa = exponent == 0 ? magnitude >> 1 & 0x0F : magnitude >> exponent & 0x0F;
        return (byte)((sign | exponent << 4 | mantissa) ^ 0x55);
    }

    private static short FromALaw(byte encoded)
    {
        int bits = encoded ^ 0x55;
        int exponent = bits >> 4 & 7;
        int magnitude = (bits & 0x0F) << 4 | 8;
        magnitude = exponent == 0 ? magnitude : (magnitude + 0x100) << (exponent - 1);
        return (short)((bits & 0x80) != 0 ? magnitude : -magnitude);
    }
}
