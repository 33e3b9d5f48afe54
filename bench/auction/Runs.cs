using System.Diagnostics;
using System.Globalization;
using Bidline.Adapters.Buyers;
using Bidline.Auctions;

namespace Bidline.Bench.Auction;

/// <summary>The runs of the README, one method each; each returns its line.</summary>
internal sealed class Runs(int port, ProcessClock stub)
{
    public async Task<string> CpuAsync(int bidders, double? rate)
    {
        using var market = new Market(port, 2000, Each(bidders, "/after/0"));
        Task<List<double>> Run(double seconds) =>
            rate is { } fixedRate ? Load.OpenAsync(market, fixedRate, seconds) : Load.ClosedAsync(market, 32, seconds);
        await Load.WarmAsync(market, () => Run(1));
        var (ownBefore, stubBefore) = (Environment.CpuUsage.TotalTime, stub.Read());
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        var times = await Run(6);
        var perSecond = times.Count / watch.Elapsed.TotalSeconds;
        var ours = (Environment.CpuUsage.TotalTime - ownBefore).TotalMicroseconds / times.Count;
        var theirs = (stub.Read() - stubBefore).TotalMicroseconds / times.Count;
        var kilobytes = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / times.Count / 1024;
        return $"{perSecond:0}/s, CPU {ours:0} us an auction, stub {theirs:0} us, {ours / theirs:0.00} x, "
            + $"{kilobytes} KB allocated, {market.BidShare:P1} bid in time, {Spread(times, 0)}";
    }

    /// <param name="ofCapacity">Share of what this machine can do; null for the fixed rate of 200 a second.</param>
    public async Task<string> OverheadAsync(double? ofCapacity)
    {
        using var market = new Market(port, 2000, Each(20, "/after/20"));
        await Load.WarmAsync(market, () => Load.ClosedAsync(market, 32, 1));
        var most = ofCapacity is null ? [] : await Load.ClosedAsync(market, 192, 4);
        var rate = ofCapacity * most.Count / 4 ?? 200;
        await Load.OpenAsync(market, rate, 3);
        market.ForgetAnswers();
        var own = Environment.CpuUsage.TotalTime;
        var times = await Load.OpenAsync(market, rate, 10);
        var cores = (Environment.CpuUsage.TotalTime - own).TotalSeconds / 10;
        return $"{rate:0}/s ({cores:0.00} cores), {times.Count} auctions, over 20 ms: {Spread(times, 20)}, {market.BidShare:P1} bid in time";
    }

    public async Task<string> DeadlineAsync(string path, int rate)
    {
        const int Auctions = 2000;
        using var market = new Market(port, 100, [], Each(20, path), auctionsMax: Auctions + (3 * rate));
        await Load.OpenAsync(market, rate, 3);
        var (own, paused) = (Environment.CpuUsage.TotalTime, GC.GetTotalPauseDuration());
        var times = await Load.RandomAsync(market, rate, Auctions);
        var cores = (Environment.CpuUsage.TotalTime - own).TotalSeconds * rate / Auctions;
        return $"{times.Count} auctions ({cores:0.00} cores, {(GC.GetTotalPauseDuration() - paused).TotalMilliseconds:0} ms of collection"
            + $" in {GC.CollectionCount(0)}), over 100 ms: {Spread(times, 100)}";
    }

    public async Task<string> LateAsync()
    {
        const int rate = 400;
        using var punctual = new Market(port, 100, Each(20, "/after/20"));
        using var late = new Market(port, 100, Each(16, "/after/20"), Each(4, "/after/150"), auctionsMax: rate * 60);
        await Load.WarmAsync(punctual, () => Load.OpenAsync(punctual, rate, 1));
        await Load.WarmAsync(late, () => Load.OpenAsync(late, rate, 1));
        var opened = late.Client.ConnectionsOpened;
        var (without, with) = await CompareAsync(market => Load.OpenAsync(market, rate, 4), punctual, late);
        return $"CPU {without:0} us an auction without, {with:0} us with a fifth late, {with / without:0.00} x; "
            + $"{late.Client.ConnectionsOpened - opened} connections opened meanwhile, {late.BidShare:P1} bid in time";
    }

    public async Task<string> DeadAsync()
    {
        using var healthy = new Market(port, 2000, Each(19, "/after/0"));
        using var one = new Market(port, 2000, [.. Each(19, "/after/0"), "/error"]);
        await Load.WarmAsync(healthy, () => Load.ClosedAsync(healthy, 32, 1));
        await Load.WarmAsync(one, () => Load.ClosedAsync(one, 32, 1));
        var (without, with) = await CompareAsync(market => Load.ClosedAsync(market, 32, 4), healthy, one);
        return $"CPU {without:0} us an auction of 19, {with:0} us with a twentieth that always fails, "
            + $"{with / without:0.00} x";
    }

    public async Task<string> TemplateAsync()
    {
        using var native = new Market(port, 2000, Each(20, "/after/0"));
        using var template = new Market(port, 2000, Each(20, "/after/0"), byTemplate: true);
        await Load.WarmAsync(native, () => Load.ClosedAsync(native, 32, 1));
        await Load.WarmAsync(template, () => Load.ClosedAsync(template, 32, 1));
        var (known, described) = await CompareAsync(market => Load.ClosedAsync(market, 32, 4), native, template);
        return $"CPU {known:0} us an auction of 20 native bidders, {described:0} us of 20 that templates describe, "
            + $"{described / known:0.00} x, {(described - known) / 20:0.0} us a bidder more; {template.BidShare:P1} bid in time";
    }

    public async Task<string> EndlessAsync()
    {
        using var honest = new Market(port, 1000, Each(50, "/after/0"));
        await Load.ClosedAsync(honest, 8, 4);
        using var market = new Market(port, 100, [], Each(50, "/pour"), auctionsMax: 200);
        for (var i = 0; i < 10; i++) await market.HoldAsync();
        await Task.Delay(2000);
        var before = Resident();
        using var stop = new CancellationTokenSource();
        var peak = WatchPeakAsync(stop.Token);
        var times = new List<double>();
        for (var i = 0; i < 100; i++)
        {
            var watch = Stopwatch.StartNew();
            await market.HoldAsync();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        await stop.CancelAsync();
        var most = await peak;
        GC.Collect();
        await Task.Delay(3000);
        return $"{before:0} MB before, {most:0} MB at most (+{most - before:0}), {Resident():0} MB after; "
            + $"over 100 ms: {Spread(times, 100)}";
    }

    public async Task<string> FirstAsync(bool rehearsed)
    {
        if (rehearsed)
        {
            await Rehearsal.RunAsync(
                new AuctionSettings("bidline.bench", new byte[32]), TimeProvider.System, CancellationToken.None);
        }

        using var market = new Market(port, 2000, Each(20, "/after/0"));
        var times = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            var watch = Stopwatch.StartNew();
            await market.HoldAsync();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return $"first {times[0]:0.0} ms, second {times[1]:0.0} ms, third {times[2]:0.0} ms";
    }

    // In turns, so that what else the machine does hits both; the median of each.
    private static async Task<(double First, double Second)> CompareAsync(
        Func<Market, Task<List<double>>> run, Market first, Market second)
    {
        var costs = new[] { new List<double>(), new List<double>() };
        for (var i = 0; i < 6; i++)
        {
            var before = Environment.CpuUsage.TotalTime;
            var times = await run(i % 2 == 0 ? first : second);
            costs[i % 2].Add((Environment.CpuUsage.TotalTime - before).TotalMicroseconds / times.Count);
        }

        return (costs[0].Order().ElementAt(1), costs[1].Order().ElementAt(1));
    }

    private static string[] Each(int count, string path) => [.. Enumerable.Repeat(path, count)];

    private static async Task<double> WatchPeakAsync(CancellationToken stop)
    {
        var peak = 0.0;
        while (!stop.IsCancellationRequested)
        {
            peak = Math.Max(peak, Resident());
            await Task.Delay(10, CancellationToken.None);
        }

        return peak;
    }

    private static double Resident()
    {
        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }

    private static string Spread(List<double> times, double from)
    {
        times.Sort();
        double At(double share) => times[(int)Math.Ceiling(times.Count * share) - 1] - from;
        return $"p50 {At(.5):+0.00;-0.00} p99 {At(.99):+0.00;-0.00} p99.9 {At(.999):+0.00;-0.00} max {At(1):+0.00;-0.00} ms";
    }
}
