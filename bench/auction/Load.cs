using System.Diagnostics;
using System.Runtime;

namespace Bidline.Bench.Auction;

/// <summary>Holds auctions one after the other, or at a fixed rate whatever their answers do.</summary>
internal static class Load
{
    /// <summary>So many callers, each with the next auction when its last is over (closed loop).</summary>
    public static async Task<List<double>> ClosedAsync(Market market, int callers, double seconds)
    {
        var times = new List<double>();
        var watch = Stopwatch.StartNew();
        async Task CallerAsync()
        {
            while (watch.Elapsed.TotalSeconds < seconds) await TimedAsync(market, watch, times).ConfigureAwait(false);
        }

        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallerAsync))).ConfigureAwait(false);
        return times;
    }

    /// <summary>So many a second (open loop), from a thread of its own.</summary>
    public static Task<List<double>> OpenAsync(Market market, double rate, double seconds) =>
        OpenAsync(market, Enumerable.Range(0, (int)(rate * seconds)).Select(i => TimeSpan.FromSeconds(i / rate)));

    /// <summary>
    /// So many a second on average, at moments that know nothing of each other, as calls come. At an even rate each
    /// auction of 100 ms would close exactly as the next one begins and as an older one's connections are cut.
    /// </summary>
    public static Task<List<double>> RandomAsync(Market market, double rate, int count)
    {
        var draw = new Random(7);
        var at = TimeSpan.Zero;
        return OpenAsync(
            market, Enumerable.Range(0, count).Select(_ => at += TimeSpan.FromSeconds(-Math.Log(1 - draw.NextDouble()) / rate)));
    }

    private static async Task<List<double>> OpenAsync(Market market, IEnumerable<TimeSpan> moments)
    {
        var times = new List<double>();
        var open = new List<Task>();
        var watch = Stopwatch.StartNew();
        var pacer = new Thread(() =>
        {
            using var pause = new ManualResetEventSlim();
            foreach (var moment in moments)
            {
                var wait = moment - watch.Elapsed;
                if (wait > TimeSpan.Zero) pause.Wait(wait);
                open.Add(Task.Run(() => TimedAsync(market, watch, times)));
            }
        });
        pacer.Start();
        await Task.Run(pacer.Join).ConfigureAwait(false);
        await Task.WhenAll(open).ConfigureAwait(false);
        return times;
    }

    /// <summary>
    /// Until the compiler has little left to improve: its work and its instrumented code are not an auction's cost.
    /// </summary>
    public static async Task WarmAsync(Market market, Func<Task> second)
    {
        for (var i = 0; i < 12; i++)
        {
            var compiled = JitInfo.GetCompiledMethodCount();
            await second().ConfigureAwait(false);
            if (i > 3 && JitInfo.GetCompiledMethodCount() - compiled < 10) break;
        }

        market.ForgetAnswers();
    }

    private static async Task TimedAsync(Market market, Stopwatch watch, List<double> times)
    {
        var start = watch.Elapsed;
        await market.HoldAsync().ConfigureAwait(false);
        var took = (watch.Elapsed - start).TotalMilliseconds;
        lock (times) times.Add(took);
    }
}
