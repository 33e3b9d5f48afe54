using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Bidline.Storage;

/// <summary>
/// One thread for long work that nobody waits for, which gives way to threads that serve calls: where the processors
/// are busy it gets about a tenth of what one of those gets. On other systems than Linux it is an ordinary thread.
/// </summary>
internal sealed partial class LowThread : IDisposable
{
    // setpriority(2): on Linux a value of its own for each thread, and 0 names the one that calls.
    private const int OfProcess = 0;
    private const int Niceness = 10;

    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    public LowThread(string name)
    {
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Does it after what was asked for before. What it throws, the task throws.</summary>
    public Task RunAsync(Action work)
    {
        // Whoever waits goes on elsewhere: its own work is not meant to be slow.
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                work();
                done.SetResult();
            }
#pragma warning disable CA1031 // Whatever it is belongs to the one who asked.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                done.SetException(fault);
            }
        });
        return done.Task;
    }

    /// <summary>Ends when what was asked for is done.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private void Run()
    {
        // Where it is not allowed or not known, it stays as it is.
        if (OperatingSystem.IsLinux()) _ = SetPriority(OfProcess, 0, Niceness);
        foreach (var work in _work.GetConsumingEnumerable()) work();
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
