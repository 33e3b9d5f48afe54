using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Bidline.Sip.Media.Announcements;

/// <summary>A WAV file's sound. The rate is kept as it was; see <see cref="Resampler"/>.</summary>
internal sealed class WavFile
{
    /// <summary>Twenty minutes at 8 kHz and 16 bits.</summary>
    public const int BytesMax = 20 * 1024 * 1024;

    private const int Pcm = 1;
    private const int ALaw = 6;
    private const int MuLaw = 7;
    private const int Extensible = 0xFFFE;

    private WavFile(int samplesPerSecond, short[] samples)
    {
        SamplesPerSecond = samplesPerSecond;
        Samples = samples;
    }

    public int SamplesPerSecond { get; }

    public short[] Samples { get; }

    /// <summary>Reads what may be played as an announcement: mono, 8 kHz, PCM of 16 bits, A-law or mu-law.</summary>
    /// <param name="problem">One sentence for the one who made the file; null when it was read.</param>
    public static bool TryReadAnnouncement(
        ReadOnlySpan<byte> file, [NotNullWhen(true)] out WavFile? wav, [NotNullWhen(false)] out string? problem)
    {
        if (TryRead(file, out wav, out problem) && wav.SamplesPerSecond != 8_000)
        {
            problem = $"The sample rate is {wav.SamplesPerSecond} Hz; an announcement has 8000 Hz.";
            wav = null;
        }

        return problem is null && wav is not null;
    }

    /// <summary>The same at any rate.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> file, [NotNullWhen(true)] out WavFile? wav, [NotNullWhen(false)] out string? problem)
    {
        wav = null;
        if (file.Length > BytesMax)
        {
            problem = $"The file is longer than {BytesMax / 1024 / 1024} MB.";
            return false;
        }

        if (file.Length < 12 || !file.StartsWith("RIFF"u8) || !file[8..].StartsWith("WAVE"u8))
        {
            problem = "This is not a WAV file: it does not begin with RIFF and WAVE.";
            return false;
        }

        ReadOnlySpan<byte> format = Chunk(file, "fmt "u8);
        ReadOnlySpan<byte> sound = Chunk(file, "data"u8);
        problem = Problem(format, sound);
        wav = problem is null ? new WavFile((int)Rate(format), Decode(Coding(format), sound)) : null;
        return wav is not null;
    }

    private static string? Problem(ReadOnlySpan<byte> format, ReadOnlySpan<byte> sound)
    {
        if (format.Length < 16)
        {
            return "The format chunk is missing or cut short.";
        }

        int channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        int coding = Coding(format);
        return channels != 1 ? $"The file has {channels} channels; an announcement is mono."
            : Rate(format) is < 4_000 or > 192_000 ? $"The sample rate of {Rate(format)} Hz is not one of speech."
            : (coding, bits) is not ((Pcm, 16) or (ALaw, 8) or (MuLaw, 8))
                ? $"The coding (format {coding}, {bits} bits) is neither PCM of 16 bits nor A-law nor mu-law."
            : sound.IsEmpty ? "The file holds no sound."
            : null;
    }

    /// <summary>An extensible format names its coding in the first two bytes of the sub-format.</summary>
    private static int Coding(ReadOnlySpan<byte> format)
    {
        int coding = BinaryPrimitives.ReadUInt16LittleEndian(format);
        return coding == Extensible && format.Length >= 26
            ? BinaryPrimitives.ReadUInt16LittleEndian(format[24..])
            : coding;
    }

    private static uint Rate(ReadOnlySpan<byte> format) => BinaryPrimitives.ReadUInt32LittleEndian(format[4..]);

    private static short[] Decode(int coding, ReadOnlySpan<byte> sound) => coding switch
    {
        ALaw => G711.Decode(sound, AudioCodec.Pcma),
        MuLaw => G711.Decode(sound, AudioCodec.Pcmu),
        _ => Linear(sound),
    };

    private static short[] Linear(ReadOnlySpan<byte> sound)
    {
        short[] samples = MemoryMarshal.Cast<byte, short>(sound[..(sound.Length & ~1)]).ToArray();
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(samples, samples);
        }

        return samples;
    }

    /// <summary>A chunk's content, cut to what is there: a program that streams its output writes a false length.</summary>
    private static ReadOnlySpan<byte> Chunk(ReadOnlySpan<byte> file, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> rest = file[12..];
        while (rest.Length >= 8)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            ReadOnlySpan<byte> content = rest[8..];
            int kept = (int)Math.Min(length, (uint)content.Length);
            if (rest.StartsWith(name))
            {
                return content[..kept];
            }

            rest = content[Math.Min(kept + (kept & 1), content.Length)..];
        }

        return default;
    }
}
