using System.Collections.Concurrent;
using Bidline.Connecting;
using Bidline.Primitives;
using Bidline.Sip.Media.Recording;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bidline.Tests.Sip.Media.Recording;

/// <summary>A real writer on a folder of its own, and what it reported.</summary>
internal sealed class Recorder : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("bidline-recorder-").FullName;

    public Recorder(Func<FinishedRecording, Task>? ended = null) => Writer = new RecordingWriter(
        _directory, ended ?? Keep, NullLogger<RecordingWriter>.Instance);

    public RecordingWriter Writer { get; private set; }

    public ConcurrentQueue<FinishedRecording> Ended { get; } = new();

    public static RecordingName Name { get; } = new(
        new DateOnly(2026, 11, 27), CallId.New(TimeProvider.System), 1);

    public string Whole => Path.Combine(_directory, Name.Relative);

    public string Part => Whole + RecordingName.Unfinished;

    /// <summary>The next program on the same folder.</summary>
    public void Restart()
    {
        Writer.Dispose();
        Writer = new RecordingWriter(_directory, Keep, NullLogger<RecordingWriter>.Instance);
        Writer.Start();
    }

    /// <summary>The samples of a side, as they are in the file.</summary>
    public byte[] Channel(int channel)
    {
        byte[] file = File.ReadAllBytes(Whole);
        return [.. file.Skip(WaveHeader.Length).Where((_, i) => i % 2 == channel)];
    }

    public void Dispose()
    {
        Writer.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private Task Keep(FinishedRecording finished)
    {
        Ended.Enqueue(finished);
        return Task.CompletedTask;
    }
}
