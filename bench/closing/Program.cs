using System.Diagnostics;
using System.Globalization;
using Bidline.Accounts;
using Bidline.Bench.Closing;
using Bidline.Billing.Documents;
using Bidline.Campaigns;
using Bidline.Routing;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// How long closing a month takes: every party's document, numbered, with its roundings booked, its entries final.
// Arguments: sqlite or postgres, calls. PostgreSQL is a server of its own that writes to the disk.
var calls = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000;
PostgresFixture.IsDurable = true;
var connection = args is ["postgres", ..] ? await PostgresFixture.NewDatabaseAsync() : null;
var directory = Directory.CreateTempSubdirectory("bidline-bench-").FullName;
var clock = TimeProvider.System;
var store = await Store.OpenAsync(
    new StoreSettings(connection is null ? StoreKind.Sqlite : StoreKind.Postgres, directory, connection), clock, default);
var shelf = new BookShelf();
shelf.Swap(CampaignBook.Empty with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York") });

var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.Services.AddSingleton(store).AddSingleton(shelf).AddSingleton(clock);
builder.AddBuyerKeeping();
using var host = builder.Build();
await host.StartAsync();

var watch = Stopwatch.StartNew();
await Month.LoadAsync(store, calls);
// What its own housekeeping does in the background within a minute of such a load.
if (connection is not null) await store.Commits.CommitAsync(new CommitUnit(null, [new Statement("ANALYZE")]));
var loaded = watch.Elapsed;

var closing = new PeriodClosing(store, shelf, host.Services.GetRequiredService<Capacity>(), new Audit(store, clock), clock);
var (cpu, author) = (Environment.CpuUsage.TotalTime, new Author("bench", Author.ThisMachine));
watch.Restart();
if (!BillingMonth.TryParse("2026-03", out var month)) return 2;
var closed = await closing.CloseAsync(month, author, default);
var took = watch.Elapsed;
cpu = Environment.CpuUsage.TotalTime - cpu;

watch.Restart();
var again = await closing.CloseAsync(month, author, default);
var (count, charged, earned) = await SumAsync();
await host.StopAsync();
await store.DisposeAsync();
Directory.Delete(directory, recursive: true);
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{(connection is null ? "sqlite" : "postgres")} calls={calls} documents={closed.Issued.Count} close={took.TotalSeconds:F1} s "
    + $"cpu={cpu.TotalSeconds:F1} s (load={loaded.TotalSeconds:F0} s, closing again={watch.Elapsed.TotalSeconds:F1} s "
    + $"documents={again.Issued.Count})"));
var isRight = count == 2L * calls && charged == -calls * Month.PriceMicros && earned == calls * Month.PayoutMicros
    && closed.NotOver.Count == 0 && again.Issued.Count == 0;
Console.WriteLine(isRight
    ? "the documents come to what was booked, to the micro"
    : $"WRONG: {count} lines, {charged} charged, {earned} earned, {closed.NotOver.Count} not over");
return isRight ? 0 : 1;

// What the documents say: calls counted once for the buyer and once for the publisher.
async Task<(long Count, long Charged, long Earned)> SumAsync()
{
    var (sum, charge, earning) = (0L, 0L, 0L);
    var statements = new StatementReading(store);
    foreach (var id in closed.Issued)
    {
        var document = (await statements.FindAsync(id, default))!;
        sum += document.Body.Calls.Sum(day => day.Count);
        if (id.Series == StatementSeries.Invoice) charge += document.Lines.Micros;
        else earning += document.Lines.Micros;
    }

    return (sum, charge, earning);
}
