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
            encoded[i] = codec == AudioCodec.Pcma ? ToALaw(samples[i]) : ToMuLaw(samples[i]);
        }

        return encoded;
    }

    public static short[] Decode(ReadOnlySpan<byte> encoded, AudioCodec codec)
    {
        short[] samples = new short[encoded.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = codec == AudioCodec.Pcma ? FromALaw(encoded[i]) : FromMuLaw(encoded[i]);
        }

        return samples;
    }

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
