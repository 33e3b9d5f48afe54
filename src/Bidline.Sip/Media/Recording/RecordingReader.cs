using System.Buffers;
using System.Security.Cryptography;
using Bidline.Connecting;
using Bidline.Sip.Media.Announcements;

namespace Bidline.Sip.Media.Recording;

/// <summary>Reads a recording once, for its check sum and the outline of its sound.</summary>
internal static class RecordingReader
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>Gives the file of a program that died its sizes; one without a whole head is removed.</summary>
    /// <param name="wasWhole">It had its sizes: only whoever was to take it did not.</param>
    public static bool TryMend(string part, out bool wasWhole)
    {
        wasWhole = false;
        try
        {
            using (FileStream stream = new(part, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            {
                byte[] head = new byte[WaveHeader.Length];
                int got = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
                if (got == head.Length && WaveHeader.CodecOf(head) is { } codec)
                {
                    long samples = (stream.Length - head.Length) / WaveHeader.Channels;
                    wasWhole = WaveHeader.SamplesOf(head) == samples;
                    WaveHeader.Write(head, codec, samples);
                    stream.SetLength(head.Length + (samples * WaveHeader.Channels));
                    stream.Position = 0;
                    stream.Write(head);
                    stream.Flush(flushToDisk: true);
                    return true;
                }
            }

            File.Delete(part);
            return false;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false; // The disk is full or gone: the next start tries again.
        }
    }

    /// <exception cref="IOException">It cannot be read.</exception>
    public static FinishedRecording Read(string directory, RecordingName name)
    {
        using FileStream stream = new(
            Path.Combine(directory, name.Relative + RecordingName.Unfinished),
            FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] head = new byte[WaveHeader.Length];
        stream.ReadExactly(head);
        hash.AppendData(head);
        AudioCodec codec = WaveHeader.CodecOf(head) ?? throw new IOException("The file is not a recording.");
        long samples = (stream.Length - head.Length) / WaveHeader.Channels;
        byte[] outline = new byte[FinishedRecording.OutlineBuckets * WaveHeader.Channels];
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            long place = 0;
            for (int got; (got = stream.ReadAtLeast(chunk.AsSpan(0, ChunkBytes), ChunkBytes, false)) > 0; place += got)
            {
                hash.AppendData(chunk, 0, got);
                Outline(outline, chunk.AsSpan(0, got), place, samples, codec);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        return new FinishedRecording(
            name, stream.Length, TimeSpan.FromSeconds((double)samples / WaveHeader.SamplesPerSecond),
            Convert.ToHexStringLower(hash.GetHashAndReset()), outline);
    }

    private static void Outline(byte[] outline, ReadOnlySpan<byte> sound, long place, long samples, AudioCodec codec)
    {
        for (int i = 0; i < sound.Length; i++)
        {
            long bucket = (place + i) / WaveHeader.Channels * FinishedRecording.OutlineBuckets / Math.Max(1, samples);
            ref byte loudest = ref outline[((int)bucket * WaveHeader.Channels) + (int)((place + i) % WaveHeader.Channels)];
            loudest = Math.Max(loudest, G711.Loudness(sound[i], codec));
        }
    }
}
