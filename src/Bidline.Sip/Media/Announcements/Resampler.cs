namespace Bidline.Sip.Media.Announcements;

/// <summary>Brings speech to 8 kHz with a windowed sinc, so that what lies above 4 kHz is cut off and not folded back.</summary>
internal static class Resampler
{
    private const int Target = 8_000;
    private const int ZeroCrossings = 16;

    public static short[] ToTelephone(ReadOnlySpan<short> samples, int samplesPerSecond)
    {
        if (samplesPerSecond == Target)
        {
            return samples.ToArray();
        }

        double step = (double)samplesPerSecond / Target;
        double cutoff = Math.Min(1, 1 / step);
        int reach = (int)Math.Ceiling(ZeroCrossings / cutoff);
        short[] resampled = new short[(int)(samples.Length / step)];
        for (int i = 0; i < resampled.Length; i++)
        {
            resampled[i] = At(samples, i * step, cutoff, reach);
        }

        return resampled;
    }

    private static short At(ReadOnlySpan<short> samples, double position, double cutoff, int reach)
    {
        int centre = (int)position;
        double sum = 0;
        double weights = 0;
        for (int i = Math.Max(0, centre - reach + 1); i <= Math.Min(samples.Length - 1, centre + reach); i++)
        {
            double weight = Weight((i - position) * cutoff);
            sum += samples[i] * weight;
            weights += weight;
        }

        return weights == 0 ? (short)0 : (short)Math.Clamp(sum / weights, short.MinValue, short.MaxValue);
    }

    /// <summary>A sinc under a Hann window.</summary>
    private static double Weight(double x)
    {
        if (Math.Abs(x) >= ZeroCrossings)
        {
            return 0;
        }

        double angle = Math.PI * x;
        double sinc = x == 0 ? 1 : Math.Sin(angle) / angle;
        return sinc * 0.5 * (1 + Math.Cos(angle / ZeroCrossings));
    }
}
