using System.Diagnostics;
using System.Globalization;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Storage;

// How many calls of 6 events a store takes in a second: each in a transaction of its own, and in groups.
// Run by: dotnet run -c Release --project bench/storage
var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 2;
PostgresFixture.IsDurable = true;
Console.WriteLine($"{Environment.ProcessorCount} cores, {Environment.OSVersion}, .NET {Environment.Version}");
Console.WriteLine("store     way                       calls/s   events/s  transactions  CPU us/call");
foreach (var kind in new[] { StoreKind.Sqlite, StoreKind.Postgres })
{
    var directory = Directory.CreateTempSubdirectory("bidline-bench-").FullName;
    var connection = kind == StoreKind.Postgres ? await PostgresFixture.NewDatabaseAsync() : null;
    await using (var store = await Store.OpenAsync(new(kind, directory, connection), TimeProvider.System, default))
    {
        await RunAsync(store, 64, TimeSpan.FromSeconds(0.5));
        var alone = await RunAsync(store, 1, TimeSpan.FromSeconds(seconds));
        var grouped = await RunAsync(store, 512, TimeSpan.FromSeconds(seconds));
        Print(kind, "one transaction a call", alone);
        Print(kind, "group commit, 512 callers", grouped);
        Console.WriteLine($"{kind,-9} ratio {grouped.Rate / alone.Rate:0.0}");
    }

    Directory.Delete(directory, recursive: true);
}

static async Task<Measured> RunAsync(Store store, int callers, TimeSpan time)
{
    var (calls, before, cpu) = (0, store.Commits.Transactions, Environment.CpuUsage.TotalTime);
    var clock = Stopwatch.StartNew();
    await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
    {
        while (clock.Elapsed < time)
        {
            await store.Commits.CommitAsync(StoredCall.Of(DateTimeOffset.UnixEpoch).Unit(6));
            Interlocked.Increment(ref calls);
        }
    })));
    return new Measured(
        calls / clock.Elapsed.TotalSeconds,
        store.Commits.Transactions - before,
        (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / calls);
}

static void Print(StoreKind kind, string way, Measured measured) => Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{kind,-9} {way,-25} {measured.Rate,7:0} {6 * measured.Rate,10:0} "
    + $"{measured.Transactions,13} {measured.Cpu,12:0}"));

internal sealed record Measured(double Rate, long Transactions, double Cpu);
