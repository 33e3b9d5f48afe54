using System.Buffers;
using System.Collections.Concurrent;
using Bidline.Connecting;
using Microsoft.Extensions.Logging;

namespace Bidline.Sip.Media.Recording;

/// <summary>
/// The thread that writes all recordings, so that a slow disk delays no packet. Blocks wait in a queue of a bounded
/// length; a recording whose block finds it full ends there, which is counted, and the call goes on.
/// </summary>
/// <param name="ended">
/// Called on the thread pool for each recording that has something in it. A recording that it could not take keeps its
/// unfinished name, and is told again at the next start.
/// </param>
internal sealed partial class RecordingWriter(string directory, Func<FinishedRecording, Task> ended, ILogger log)
    : IDisposable
{
    /// <summary>16 MB, or 1,000 recorded calls and a disk that stands still for a second.</summary>
    public const int BlocksWaitingMax = 4_096;

    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(5);

    private readonly BlockingCollection<Step> _steps = [];
    private Thread? _thread;
    private int _waiting;
    private long _cut;

    /// <summary>Recordings that ended before their call did.</summary>
    public long Cut => Interlocked.Read(ref _cut);

    public void Start()
    {
        string[] left = Directory.Exists(directory)
            ? Directory.GetFiles(directory, "*" + RecordingName.Unfinished, SearchOption.AllDirectories)
            : [];
        _thread = new Thread(Run) { IsBackground = true, Name = "recordings" };
        _thread.Start();
        _ = Task.Run(() => TakeUpAsync(left));
    }

    public RecordingFile Open(RecordingName name) => new(name, directory);

    /// <summary>Takes the block over; it goes back to the shared pool.</summary>
    public void Append(RecordingFile file, byte[] block, int length)
    {
        if (Interlocked.Increment(ref _waiting) <= BlocksWaitingMax)
        {
            _steps.Add(new Step(file, block, length));
            return;
        }

        Interlocked.Decrement(ref _waiting);
        file.Cut ??= "behind";
        ArrayPool<byte>.Shared.Return(block);
    }

    public void End(RecordingFile file) => _steps.Add(new Step(file, null, 0));

    /// <summary>Writes what was handed over before.</summary>
    public void Dispose()
    {
        _steps.CompleteAdding();
        _thread?.Join(StopWithin);
        _steps.Dispose();
    }

    private void Run()
    {
        foreach (Step step in _steps.GetConsumingEnumerable())
        {
            if (step.Block is { } block)
            {
                Interlocked.Decrement(ref _waiting);
                step.File.Append(block.AsSpan(0, step.Length));
                ArrayPool<byte>.Shared.Return(block);
            }
            else
            {
                Finish(step.File);
            }
        }
    }

    private void Finish(RecordingFile file)
    {
        bool isWhole = file.TryFinish();
        if (file.Cut is { } why)
        {
            Interlocked.Increment(ref _cut);
            Log.WasCut(log, file.Name.Relative, why);
        }

        if (isWhole)
        {
            _ = Task.Run(() => ReportAsync(file.Name, file.Cut));
        }
    }

    /// <summary>What a program that died left behind: as much of each call as was written.</summary>
    private async Task TakeUpAsync(string[] left)
    {
        foreach (string path in left)
        {
            string relative = Path.GetRelativePath(directory, path)[..^RecordingName.Unfinished.Length];
            if (RecordingName.TryRead(relative, out RecordingName? name) && RecordingReader.TryMend(path, out bool wasWhole))
            {
                await ReportAsync(name, wasWhole ? null : "crash");
            }
        }
    }

    private async Task ReportAsync(RecordingName name, string? cut)
    {
        try
        {
            await ended(RecordingReader.Read(directory, name) with { Cut = cut });
            string whole = Path.Combine(directory, name.Relative);
            File.Move(whole + RecordingName.Unfinished, whole, overwrite: true);
        }
#pragma warning disable CA1031 // A border: whatever the other side throws, the sound stays on disk for the next start.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.NotTaken(log, name.Relative, fault);
        }
    }

    private readonly record struct Step(RecordingFile File, byte[]? Block, int Length);

    private static partial class Log
    {
        [LoggerMessage(2220, LogLevel.Error, "Recording {Name} ended before its call did ({Why}): is the disk full?")]
        public static partial void WasCut(ILogger logger, string name, string why);

        [LoggerMessage(2221, LogLevel.Error, "Recording {Name} could not be taken; it is told again at the next start")]
        public static partial void NotTaken(ILogger logger, string name, Exception fault);
    }
}
