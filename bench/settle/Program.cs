using System.Diagnostics;
using System.Globalization;
using Bidline.Bench.Settle;
using Bidline.Billing;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Screening;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

// How many ended calls are settled in a second, by the settled half and by Entity Framework one after the other, in turns.
// Arguments: sqlite or postgres, calls a round of ours (the peer gets a tenth). PostgreSQL is a server of its own that
// writes to the disk.
const int Rounds = 5;
const int AtOnce = 64;
var count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 2_000;
PostgresFixture.IsDurable = true;
var connection = args is ["postgres", ..] ? await PostgresFixture.NewDatabaseAsync() : null;
var directory = Directory.CreateTempSubdirectory("bidline-bench-").FullName;
var clock = TimeProvider.System;
var store = await Store.OpenAsync(
    new StoreSettings(connection is null ? StoreKind.Sqlite : StoreKind.Postgres, directory, connection), clock, default);

var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.Services.AddSingleton(store).AddSingleton(new BookShelf()).AddSingleton(clock);
builder.AddBuyerKeeping();
using var host = builder.Build();
await host.StartAsync();

var capacity = host.Services.GetRequiredService<Capacity>();
var log = new CallLog(store, new CallFeed(), clock, new CallerHistory(clock));
var settlement = new Settlement(
    log, capacity, new ConversionBooking(store, log, capacity, null), NullLogger<Settlement>.Instance);
var (ended, peer) = (new EndedCalls(store, log, capacity, clock), new OneAtATime(store, clock));
var ledger = new Ledger(store, capacity, clock);
await ledger.TopUpAsync(new TopUp(EndedCalls.Buyer, Money.Usd(10_000_000), "bench", ""), default);

await OursAsync(200);
await PeersAsync(50);
var (ratios, settled) = (new List<double>(), 250);
for (var round = 1; round <= Rounds; round++)
{
    var (ours, cpu) = await OursAsync(count);
    var (theirs, peerCpu) = await PeersAsync(count / 10);
    settled += count + (count / 10);
    ratios.Add(ours / theirs);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{(connection is null ? "sqlite" : "postgres")} settled/s={ours:F0} ({cpu:F0} us of processor each), "
        + $"one at a time by EF={theirs:F0} ({peerCpu:F0} us): {ratios[^1]:F1} x"));
}

var accounts = await ledger.AccountsAsync(default);
var earned = accounts.Single(it => it.Account == ChartOfAccounts.Payable(EndedCalls.Publisher)).Balance;
var isRight = earned == new Money(EndedCalls.Price.Percent(80).Micros * settled, Currency.Usd);
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"median {ratios.Order().ElementAt(Rounds / 2):F1} x; {settled} calls earned {earned}{(isRight ? "" : ": WRONG")}"));
await host.StopAsync();
await store.DisposeAsync();
Directory.Delete(directory, recursive: true);
return isRight ? 0 : 1;

async Task<(double Rate, double Micros)> OursAsync(int calls)
{
    var made = await ended.MakeAsync(calls);
    return await TimedAsync(calls, () => Parallel.ForEachAsync(
        made, new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (call, cancel) => await settlement.SettleAsync(call, cancel)));
}

async Task<(double Rate, double Micros)> PeersAsync(int calls)
{
    var made = await ended.MakeAsync(calls);
    return await TimedAsync(calls, async () =>
    {
        foreach (var call in made) await peer.SettleAsync(call);
    });
}

async Task<(double Rate, double Micros)> TimedAsync(int calls, Func<Task> settle)
{
    var (cpu, watch) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
    await settle();
    var took = watch.Elapsed;
    return (calls / took.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / calls);
}
