using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Bidline.Tracking;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

// What it takes to lend a number: visits come evenly, each keeps its number for a while and gives it back, so that the
// pool never runs dry. Then what it takes to say whose a call is.
var perSecond = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2_000;
var seconds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20;
var directory = Directory.CreateTempSubdirectory("bidline-visits-").FullName;
var clock = TimeProvider.System;
var site = new PoolId("site");
var facts = new VisitFacts(
    "https://site.example/offer", "https://www.google.com/", "mobile Safari on iOS",
    new Dictionary<string, string> { ["utm_source"] = "google", ["keyword"] = "plumber", ["gclid"] = "Cj0KCQ" }, null);
await using (var store = await Store.OpenAsync(new StoreSettings(StoreKind.Sqlite, directory, null), clock, default))
{
    var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
    builder.Logging.SetMinimumLevel(LogLevel.Error);
    builder.Services.AddSingleton(store).AddSingleton(Shelf()).AddSingleton(clock);
    builder.AddBuyerKeeping();
    using var host = builder.Build();
    await host.StartAsync();
    var pools = new NumberPools(
        host.Services.GetRequiredService<IGrainFactory>(), store, clock, NullLogger<NumberPools>.Instance);
    await RunAsync(pools, perSecond, 3);
    var spent = Process.GetCurrentProcess().TotalProcessorTime;
    var (leases, unlent) = await RunAsync(pools, perSecond, seconds);
    spent = Process.GetCurrentProcess().TotalProcessorTime - spent;
    Array.Sort(leases);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{perSecond} visits/s for {seconds} s, {unlent} without a number: lease p50 {At(leases, 0.5):0.000} "
        + $"p99 {At(leases, 0.99):0.000} p99.9 {At(leases, 0.999):0.000} ms; "
        + $"{spent.TotalMicroseconds / leases.Length:0} us of processor time a visit with its end"));
    await AttributeAsync(pools);
    await host.StopAsync();
}

Directory.Delete(directory, recursive: true);

async Task<(double[] Milliseconds, int Unlent)> RunAsync(NumberPools pools, int rate, int forSeconds)
{
    var (took, unlent, begun) = (new ConcurrentBag<double>(), 0, Stopwatch.GetTimestamp());
    var running = new List<Task>(rate * forSeconds);
    for (var index = 0; index < rate * forSeconds; index++)
    {
        // Waiting must cost nothing: what is measured has the one processor.
        while (Stopwatch.GetElapsedTime(begun).TotalSeconds * rate < index) await Task.Delay(1);
        running.Add(VisitAsync());
    }

    await Task.WhenAll(running);
    return ([.. took], unlent);

    async Task VisitAsync()
    {
        await Task.Yield();
        var start = Stopwatch.GetTimestamp();
        var lease = await pools.LeaseAsync(
            site, new LeaseOrder(VisitId.New(clock), VisitorId.New(clock), false, facts, null));
        took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        if (lease.Number is null) Interlocked.Increment(ref unlent);
        await Task.Delay(TimeSpan.FromMilliseconds(800), clock);
        await pools.ReleaseAsync(site, lease.Visit);
    }
}

async Task AttributeAsync(NumberPools pools)
{
    const int Calls = 20_000;
    var number = Number(0);
    for (var call = 0; call < 2_000; call++) await pools.HolderAsync(site, number);
    var spent = Stopwatch.StartNew();
    var known = 0;
    for (var call = 0; call < Calls; call++)
    {
        var found = Attribution.Of(site, await pools.HolderAsync(site, number), clock.GetUtcNow());
        known += found.With(new Dictionary<string, string> { ["sub_id"] = "7" }).Count > 1 ? 1 : 0;
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"whose a call is, with its tags: {spent.Elapsed.TotalMicroseconds / Calls:0.0} us, {known} of {Calls} known"));
}

BookShelf Shelf()
{
    var shelf = new BookShelf();
    var pool = new NumberPool(
        site, "site", new CampaignId("auto"), new PublisherId("zeta"), [.. Enumerable.Range(0, 4_000).Select(Number)],
        TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(30), null) { NumbersPerAddress = NumberPool.NumbersMax };
    shelf.Swap(CampaignBook.Empty with { Version = 1, Pools = new[] { pool }.ToFrozenDictionary(it => it.Id) });
    return shelf;
}

static PhoneNumber Number(int index) => PhoneNumber.Parse(string.Create(CultureInfo.InvariantCulture, $"+1305{5_550_000 + index}"));

static double At(double[] sorted, double share) => sorted[(int)((sorted.Length - 1) * share)];
