using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Bidline.Bench.Holds;
using Bidline.Billing;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// How many durable reservations, each given back, one hot buyer with 50 targets takes in a second.
// Arguments: sqlite, postgres, turns, promise, hot, holds or paced, seconds, callers. PostgreSQL is a server of its own that
// writes to the disk; turns sets plain updates of the targets' rows beside it, on the same server, one after the other,
// promise transactions that also hold the money and keep a row of it, and hot updates of the buyer's one row; holds gives
// nothing back; paced reserves 2,000 a second, whether the ones before are answered or not.

const int Targets = 50;
const int PacedRate = 2_000;
var seconds = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 5;
var callers = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 64;
PostgresFixture.IsDurable = true;
var connection = args is not ["sqlite", ..] ? await PostgresFixture.NewDatabaseAsync() : null;
var directory = Directory.CreateTempSubdirectory("bidline-bench-").FullName;
var clock = TimeProvider.System;
var store = await Store.OpenAsync(
    new StoreSettings(connection is null ? StoreKind.Sqlite : StoreKind.Postgres, directory, connection), clock, default);

var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.Services.AddSingleton(store);
builder.Services.AddSingleton(new BookShelf());
builder.Services.AddSingleton(clock);
builder.AddBuyerKeeping();
using var host = builder.Build();
await host.StartAsync();

var capacity = host.Services.GetRequiredService<Capacity>();
var buyer = new BuyerId("hot");
await new Ledger(store, capacity, clock).TopUpAsync(new TopUp(buyer, Money.Usd(100_000_000), "bench", ""), default);
var linesMax = args is ["holds", ..] ? 10_000_000 : 10;
var caps = new Caps(linesMax, [new CapLimit(CalendarPeriod.Day, 100_000_000, null)], CapCountsOn.Connected, TimeZoneInfo.Utc);
var nobody = Caps.None with { Concurrent = 10_000_000 };
var rule = new QualifyRule(TimeSpan.FromSeconds(90));
var terms = new SaleTerms(
    Money.Usd(25), rule, new PublisherId("zeta"), new PayoutTerms.PercentOfRevenue(80, null, null), rule);

await RunAsync(1);
if (args is ["turns", ..]) await TurnsAsync(Targets, RowUpdates.Pair);
else if (args is ["promise", ..]) await TurnsAsync(Targets, RowUpdates.Promise);
else if (args is ["hot", ..]) await TurnsAsync(1, RowUpdates.Pair);
else if (args is ["paced", ..]) await PacedAsync();
else Console.WriteLine((await RunAsync(seconds)).Said);
await host.StopAsync();
await store.DisposeAsync();
Directory.Delete(directory, recursive: true);

async Task TurnsAsync(int rows, string script)
{
    var peer = new RowUpdates(await PostgresFixture.NewDatabaseAsync(), rows, callers, script);
    await peer.PrepareAsync();
    await peer.RunAsync(1);
    var ratios = new List<double>();
    for (var round = 1; round <= 5; round++)
    {
        var (pairs, said) = await RunAsync(seconds);
        var updates = await peer.RunAsync((int)seconds);
        ratios.Add(2 * pairs / updates);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{said}\n  durable changes/s={2 * pairs:F0}, row updates/s={updates:F0}: {ratios[^1]:F2} x"));
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median {ratios.Order().ElementAt(2):F2} x"));
}

// An open loop: a caller who waits does not keep the next one from coming.
async Task PacedAsync()
{
    var (waits, running) = (new ConcurrentBag<double>(), new List<Task>());
    var (watch, total) = (Stopwatch.StartNew(), (int)(PacedRate * seconds));
    for (var sent = 0; sent < total;)
    {
        for (var due = Math.Min(total, (int)(watch.Elapsed.TotalSeconds * PacedRate)); sent < due; sent++)
        {
            var dice = new Random(sent);
            running.Add(Task.Run(() => PairAsync(dice, waits.Add)));
        }

        await Task.Delay(1);
    }

    await Task.WhenAll(running);
    var sorted = waits.Order().ToArray();
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"postgres paced {sorted.Length / watch.Elapsed.TotalSeconds:F0} reservations/s, each given back: "
        + $"p50={sorted[sorted.Length / 2]:F1} ms p99={sorted[sorted.Length * 99 / 100]:F1} ms max={sorted[^1]:F1} ms"));
}

async Task<(double Pairs, string Said)> RunAsync(double length)
{
    var processor = Process.GetCurrentProcess().TotalProcessorTime;
    var watch = Stopwatch.StartNew();
    var commits = store.Commits.Transactions;
    var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(i => Task.Run(() => CallAsync(i, watch, length))));
    var elapsed = watch.Elapsed.TotalSeconds;
    processor = Process.GetCurrentProcess().TotalProcessorTime - processor;
    var (held, refused) = (counts.Sum(count => count.Held), counts.Sum(count => count.Refused));
    var waits = counts.SelectMany(count => count.Waits).Order().ToArray();
    var said = string.Create(
        CultureInfo.InvariantCulture,
        $"{(connection is null ? "sqlite" : "postgres")} callers={callers} targets={Targets} "
        + $"{(args is ["holds", ..] ? "holds" : "pairs")}/s={held / elapsed:F0} refused/s={refused / elapsed:F0} reserve p50={waits[waits.Length / 2]:F2} ms "
        + $"p99={waits[waits.Length * 99 / 100]:F2} ms cpu={processor.TotalMicroseconds / Math.Max(1, held):F0} us/pair "
        + $"({processor.TotalSeconds / elapsed:F2} cores) pairs/commit={held / (double)Math.Max(1, store.Commits.Transactions - commits):F1}");
    return (held / elapsed, said);
}

async Task<(long Held, long Refused, List<double> Waits)> CallAsync(int seed, Stopwatch watch, double length)
{
    var (held, refused, waits) = (0L, 0L, new List<double>());
    var dice = new Random(seed);
    while (watch.Elapsed.TotalSeconds < length)
    {
        if (await PairAsync(dice, waits.Add)) held++;
        else refused++;
    }

    return (held, refused, waits);
}

// False when it was refused.
async Task<bool> PairAsync(Random dice, Action<double> waited)
{
    var call = CallId.New(clock);
    var order = new ReserveOrder(
        HoldId.For(call, 1), call, 1, buyer, new TargetId($"target-{dice.Next(Targets)}"), terms, Money.Usd(0),
        nobody, caps, TimeSpan.FromHours(1));
    var began = Stopwatch.GetTimestamp();
    var outcome = await capacity.ReserveAsync(order, default);
    waited(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    if (outcome is ReserveOutcome.Refused) return false;
    if (args is ["holds", ..]) return true;
    await capacity.ReleaseAsync(buyer, order.Hold, Reason.Of("dial.busy"));
    return true;
}
