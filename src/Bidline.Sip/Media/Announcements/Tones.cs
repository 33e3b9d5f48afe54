namespace Bidline.Sip.Media.Announcements;

/// <summary>Sounds that say something in every language.</summary>
internal static class Tones
{
    private const int SamplesPerSecond = 8_000;
    private const double Amplitude = 6_000;
    private const int EdgeSamples = 40;

    /// <summary>The special information tone of ITU-T E.180: 950, 1400 and 1800 Hz rising, then silence; three times.</summary>
    public static PreparedAudio NotAvailable { get; } = new(SpecialInformation(times: 3));

    private static short[] SpecialInformation(int times)
    {
        ReadOnlySpan<int> frequencies = [950, 1_400, 1_800];
        List<short> samples = [];
        for (int i = 0; i < times; i++)
        {
            foreach (int frequency in frequencies)
            {
                Append(samples, frequency, TimeSpan.FromMilliseconds(330));
            }

            samples.AddRange(new short[SamplesPerSecond]);
        }

        return [.. samples];
    }

    private static void Append(List<short> samples, int frequency, TimeSpan length)
    {
        int count = (int)(length.TotalSeconds * SamplesPerSecond);
        for (int i = 0; i < count; i++)
        {
            // Soft edges: a sine that begins at once is heard as a click.
            double edge = Math.Min(1, Math.Min(i, count - 1 - i) / (double)EdgeSamples);
            samples.Add((short)(Amplitude * edge * Math.Sin(2 * Math.PI * frequency * i / SamplesPerSecond)));
        }
    }
}
