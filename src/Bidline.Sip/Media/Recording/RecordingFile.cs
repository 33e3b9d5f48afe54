using Bidline.Connecting;

namespace Bidline.Sip.Media.Recording;

/// <summary>
/// One recording on disk, written by the writer's thread only, under its unfinished name. What cannot be
/// written any more ends the recording and never the call: <see cref="Cut"/> says why.
/// </summary>
internal sealed class RecordingFile(RecordingName name, string directory) : IDisposable
{
    private readonly string _path = Path.Combine(directory, name.Relative + RecordingName.Unfinished);
    private FileStream? _stream;
    private long _bytes;

    public RecordingName Name => name;

    /// <summary>Set before the first block.</summary>
    public AudioCodec Codec { get; set; }

    /// <summary>"disk" when the disk took no more, "behind" when it was too slow; null while it is whole.</summary>
    public string? Cut { get; set; }

    public void Append(ReadOnlySpan<byte> block)
    {
        if (Cut is not null)
        {
            return;
        }

        try
        {
            Open().Write(block);
            _bytes += block.Length;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Cut = "disk";
        }
    }

    /// <summary>Writes the sizes into its head and makes it durable.</summary>
    /// <returns>False when there is nothing of it.</returns>
    public bool TryFinish()
    {
        try
        {
            if (_stream is null || _bytes == 0)
            {
                return false;
            }

            // A block that was cut in the middle by a full disk may have left half a sample.
            long samples = _bytes / WaveHeader.Channels;
            _stream.SetLength(WaveHeader.Length + (samples * WaveHeader.Channels));
            _stream.Position = 0;
            WriteHead(samples);
            _stream.Flush(flushToDisk: true);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Cut = "disk";
            return false;
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose() => _stream?.Dispose();

    private FileStream Open()
    {
        if (_stream is { } open)
        {
            return open;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        _stream = new FileStream(_path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        WriteHead(0);
        return _stream;
    }

    private void WriteHead(long samples)
    {
        Span<byte> head = stackalloc byte[WaveHeader.Length];
        WaveHeader.Write(head, Codec, samples);
        _stream!.Write(head);
    }
}
