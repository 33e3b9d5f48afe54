using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Bidline.Bench.Auction;

// usage: PORT PID RUN, where PORT and PID are the stub's. Prints one line of figures.
var port = int.Parse(args[0], CultureInfo.InvariantCulture);
var stub = new ProcessClock(int.Parse(args[1], CultureInfo.InvariantCulture));
Console.WriteLine(args[2] switch
{
    "cpu-20-closed" => await CpuAsync(bidders: 20, callers: 32, rate: null),
    "cpu-20-open" => await CpuAsync(bidders: 20, callers: 0, rate: 400),
    "cpu-50-closed" => await CpuAsync(bidders: 50, callers: 32, rate: null),
    "overhead" => await DelayAsync(rate: 200, deadlineMs: 100, expectedMs: 20, strangers: false),
    "silent" => await DelayAsync(rate: 20, deadlineMs: 100, expectedMs: 100, strangers: true),
    _ => throw new ArgumentException("cpu-20-closed, cpu-20-open, cpu-50-closed, overhead or silent"),
});

async Task<string> CpuAsync(int bidders, int callers, int? rate)
{
    using var market = new Market(port, bidders, deadlineMs: 2000);
    await WarmAsync(market, callers, rate);
    market.ForgetAnswers();
    var own = new ProcessClock(Environment.ProcessId);
    var (ownBefore, stubBefore) = (own.Read(), stub.Read());
    var allocated = GC.GetTotalAllocatedBytes(precise: true);
    var times = new List<double>();
    var watch = Stopwatch.StartNew();
    await RunAsync(market, callers, rate, TimeSpan.FromSeconds(6), times, false);
    var answered = market.AnsweredShare;
    var perSecond = times.Count / watch.Elapsed.TotalSeconds;
    var ours = (own.Read() - ownBefore).TotalMicroseconds / times.Count;
    var theirs = (stub.Read() - stubBefore).TotalMicroseconds / times.Count;
    var bytes = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / times.Count;
    return string.Create(CultureInfo.InvariantCulture,
        $"{perSecond:0}/s, CPU {ours:0} us an auction, stub {theirs:0} us, {ours / theirs:0.00} x, "
        + $"{bytes} B allocated, {answered:P1} answered in time, "
        + $"p50 {At(times, .5):0.00} p99 {At(times, .99):0.00} ms");
}

async Task<string> DelayAsync(int rate, int deadlineMs, int expectedMs, bool strangers)
{
    using var market = new Market(port, 20, deadlineMs);
    await RunAsync(market, 0, rate, TimeSpan.FromSeconds(3), [], strangers);
    var times = new List<double>();
    await RunAsync(market, 0, rate, TimeSpan.FromSeconds(10), times, strangers);
    var over = times.Select(ms => ms - expectedMs).ToList();
    return string.Create(CultureInfo.InvariantCulture,
        $"{times.Count} auctions, over {expectedMs} ms: "
        + $"p50 {At(over, .5):+0.00;-0.00} p99 {At(over, .99):+0.00;-0.00} "
        + $"p99.9 {At(over, .999):+0.00;-0.00} max {over.Max():+0.00;-0.00} ms");
}

// Until the compiler has little left to improve: its work and its instrumented code are not an auction's cost.
static async Task WarmAsync(Market market, int callers, int? rate)
{
    for (var second = 0; second < 12; second++)
    {
        var compiled = JitInfo.GetCompiledMethodCount();
        await RunAsync(market, callers, rate, TimeSpan.FromSeconds(1), [], false).ConfigureAwait(false);
        if (second > 3 && JitInfo.GetCompiledMethodCount() - compiled < 10) return;
    }
}

// Either so many callers one after the other, or a fixed rate whatever the answers do (open loop).
static async Task RunAsync(Market market, int callers, int? rate, TimeSpan span, List<double> times, bool strangers)
{
    var watch = Stopwatch.StartNew();
    async Task OneAsync(TimeSpan meant)
    {
        await market.HoldAsync(strangers).ConfigureAwait(false);
        var took = (watch.Elapsed - meant).TotalMilliseconds;
        lock (times) times.Add(took);
    }

    async Task CallerAsync()
    {
        while (watch.Elapsed < span) await OneAsync(watch.Elapsed).ConfigureAwait(false);
    }

    if (rate is not { } perSecond)
    {
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallerAsync))).ConfigureAwait(false);
        return;
    }

    // A thread of its own, so that the generator's lateness is not the auction's.
    var open = new List<Task>();
    var pacer = new Thread(() =>
    {
        using var pause = new ManualResetEventSlim();
        for (var i = 0; watch.Elapsed < span; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond);
            if (due - watch.Elapsed is { Ticks: > 0 } wait) pause.Wait(wait);
            var start = watch.Elapsed;
            open.Add(Task.Run(() => OneAsync(start)));
        }
    });
    pacer.Start();
    await Task.Run(pacer.Join).ConfigureAwait(false);
    await Task.WhenAll(open).ConfigureAwait(false);
}

static double At(List<double> values, double share)
{
    values.Sort();
    return values.Count == 0 ? double.NaN : values[Math.Min(values.Count - 1, (int)(values.Count * share))];
}
