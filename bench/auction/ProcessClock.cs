using System.Globalization;

namespace Bidline.Bench.Auction;

/// <summary>
/// Processor time of another process, all its threads, in nanoseconds from the scheduler (not in 10 ms ticks).
/// </summary>
internal sealed class ProcessClock(int pid)
{
    public TimeSpan Read()
    {
        var nanoseconds = 0L;
        foreach (var thread in Directory.EnumerateDirectories($"/proc/{pid}/task"))
        {
            try
            {
                var text = File.ReadAllText(Path.Combine(thread, "schedstat"));
                nanoseconds += long.Parse(text.AsSpan(0, text.IndexOf(' ')), CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // The thread has ended; a pool thread's share is lost, which is small over a run.
            }
        }

        return TimeSpan.FromMicroseconds(nanoseconds / 1000.0);
    }
}
