using System.Collections.Concurrent;
using System.Diagnostics;

namespace Bidline.Storage;

/// <summary>
/// The one way to change the store. A thread of its own takes what many callers have queued, writes it in one
/// transaction (group commit: 20-30 times the rate of a transaction each, stack.md 4a) and acknowledges afterwards.
/// Safe on any thread. Units are written in the order in which they were queued.
/// </summary>
#pragma warning disable CA1711 // It is a queue, though none of the framework's interfaces.
public sealed class CommitQueue : IDisposable
#pragma warning restore CA1711
{
    /// <summary>
    /// Most units of one transaction: above it the rate hardly rises while the first one waits longer.
    /// </summary>
    public const int GroupMax = 256;

    /// <summary>
    /// Most units that may wait. A store that has fallen this far behind is refused more work at once.
    /// </summary>
    public const int WaitingMax = 16_384;

    /// <summary>A write that is faster than this is not worth waiting for company.</summary>
    private static readonly TimeSpan SlowWrite = TimeSpan.FromMilliseconds(1);

    /// <summary>However slow the last write was, because nobody may come.</summary>
    private static readonly TimeSpan GatherMax = TimeSpan.FromMilliseconds(5);

    private readonly IUnitWriter _writer;
    private readonly BlockingCollection<Waiting> _waiting = new(WaitingMax);
    private readonly Thread _thread;
    private long _transactions;

    // How many had queued while the last group was written: they are not those whom it answered.
    private int _queued;

    internal CommitQueue(IUnitWriter writer)
    {
        _writer = writer;
        _thread = new Thread(Run) { IsBackground = true, Name = "bidline commits" };
        _thread.Start();
    }

    /// <summary>Units that wait to be written.</summary>
    public int Depth => _waiting.Count;

    /// <summary>Why the last group could not be written; null when it was.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Transactions committed since the store was opened.</summary>
    public long Transactions => Interlocked.Read(ref _transactions);

    /// <summary>
    /// Values are strings, long, int, bool, double, bytes or null.
    /// Completes when the unit is durable: true, or false when its guard changed no row and nothing was written.
    /// Faults with <see cref="StoreException"/> when the store failed; then nothing of the unit was written.
    /// </summary>
    public Task<bool> CommitAsync(CommitUnit unit)
    {
        var waiting = new Waiting(unit);
        try
        {
            if (OddValue(unit) is { } odd) waiting.Done.SetException(Odd(odd));
            else if (!_waiting.TryAdd(waiting)) waiting.Done.SetException(Behind());
        }
        catch (InvalidOperationException)
        {
            waiting.Done.SetException(Closed());
        }

        return waiting.Done.Task;
    }

    /// <summary>Writes what is queued, then stops. Later units are refused.</summary>
    public void Dispose()
    {
        if (_waiting.IsAddingCompleted) return;
        _waiting.CompleteAdding();
        _thread.Join();
        _writer.Dispose();
    }

    private void Run()
    {
        var group = new List<Waiting>(GroupMax);
        var (last, took) = (0, TimeSpan.Zero);
        foreach (var first in _waiting.GetConsumingEnumerable())
        {
            group.Add(first);
            while (group.Count < GroupMax && _waiting.TryTake(out var next)) group.Add(next);
            if (last > 1 && took > SlowWrite) Gather(group, _queued + last, took / 4);
            var began = Stopwatch.GetTimestamp();
            Write(group);
            (last, took) = (group.Count, Stopwatch.GetElapsedTime(began));
            group.Clear();
        }
    }

    /// <summary>
    /// Whoever was answered a moment ago often has the next unit at once. On a slow disk they would form two crowds that
    /// wait for each other's flush by turns; a fraction of a flush brings them together.
    /// </summary>
    private void Gather(List<Waiting> group, int expected, TimeSpan atMost)
    {
        var began = Stopwatch.GetTimestamp();
        if (atMost > GatherMax) atMost = GatherMax;
        while (group.Count < Math.Min(expected, GroupMax) && Stopwatch.GetElapsedTime(began) < atMost)
        {
            if (_waiting.IsCompleted) return;
            if (_waiting.TryTake(out var next, millisecondsTimeout: 1)) group.Add(next);
        }
    }

    private void Write(List<Waiting> group)
    {
        try
        {
            var written = _writer.Write(group.ConvertAll(waiting => waiting.Unit));
            Interlocked.Increment(ref _transactions);
            Trouble = null;
            _queued = _waiting.Count;
            for (var i = 0; i < group.Count; i++) group[i].Done.SetResult(written[i]);
        }
        catch (StoreException e) when (e.Trouble == StoreTrouble.UnitRefused && group.Count > 1)
        {
            foreach (var waiting in group) Write([waiting]);
        }
        catch (Exception e)
        {
            var failure = AsStoreException(e);
            Trouble = failure.Trouble == StoreTrouble.UnitRefused ? null : failure.Message;
            foreach (var waiting in group) waiting.Done.SetException(failure);
        }
    }

    // The drivers differ in what they take and in how they fail; these types both take alike.
    private static object? OddValue(CommitUnit unit)
    {
        var odd = unit.Guard is null ? null : OddValue(unit.Guard);
        for (var i = 0; i < unit.Statements.Count && odd is null; i++) odd = OddValue(unit.Statements[i]);
        return odd;
    }

    private static object? OddValue(Statement statement) => Array.Find(
        statement.Parameters, value => value is not (null or string or long or int or bool or double or byte[]));

    private static StoreException Odd(object value) => new(
        StoreTrouble.UnitRefused, $"A {value.GetType().Name} is not a value that both stores take.");

    // A bug in one unit must not end the thread that everybody's units depend on.
    private static StoreException AsStoreException(Exception e) => e as StoreException
        ?? new StoreException(StoreTrouble.Unavailable, $"The store failed: {e.Message}", e);

    private static StoreException Behind() => new(
        StoreTrouble.Behind, $"The store is {WaitingMax} writes behind and takes no more until it has caught up.");

    private static StoreException Closed() => new(StoreTrouble.Closed, "The store is closed.");

    private sealed class Waiting(CommitUnit unit)
    {
        public CommitUnit Unit { get; } = unit;

        // Continuations run elsewhere: the writer's thread writes and does nothing else.
        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
