using System.Collections.Concurrent;

namespace Bidline.Storage;

/// <summary>
/// Rows that wait to be written many at once: at most so many, and adding takes no lock that whoever writes them holds.
/// Safe on any thread.
/// </summary>
internal sealed class WaitingRows<T>(int most)
{
    private readonly ConcurrentQueue<T> _rows = new();
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>False where there is no room.</summary>
    public bool TryAdd(T row)
    {
        if (Interlocked.Increment(ref _count) > most)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        _rows.Enqueue(row);
        return true;
    }

    /// <summary>The oldest ones, at most so many, each taken as it is looked at.</summary>
    public IEnumerable<T> Drain(int atMost)
    {
        for (; atMost > 0 && _rows.TryDequeue(out var row); atMost--)
        {
            Interlocked.Decrement(ref _count);
            yield return row;
        }
    }
}
