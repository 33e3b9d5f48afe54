using System.Diagnostics;
using System.Globalization;
using Bidline.Bench.Closing;
using Bidline.Primitives;
using Bidline.Reports;
using Bidline.Storage;
using Bidline.Tests.Storage;

// How long reports of a month take: the median of five, read while nothing else happens.
// Arguments: sqlite or postgres, calls.
var calls = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 200_000;
PostgresFixture.IsDurable = true;
var connection = args is ["postgres", ..] ? await PostgresFixture.NewDatabaseAsync() : null;
var directory = Directory.CreateTempSubdirectory("bidline-bench-").FullName;
var store = await Store.OpenAsync(
    new StoreSettings(connection is null ? StoreKind.Sqlite : StoreKind.Postgres, directory, connection), TimeProvider.System, default);
await Month.LoadAsync(store, calls);
// Half of the calls came from a web page, by one to three advertisements and some thousand keywords.
foreach (var place in new[] { 1, 2, 3 })
{
    await store.Commits.CommitAsync(new CommitUnit(null, [new Statement(
        "INSERT INTO call_touches (call_id, place, touches, source, medium, campaign, keyword, landing_page) "
        + $"SELECT id, @p0, {Digit(37)} % 3 + 1, 'google', 'cpc', 'spring', "
        + "'keyword ' || SUBSTR(id, 34, 3), 'https://site.example/offer' FROM calls "
        + $"WHERE {Digit(36)} % 2 = 0 AND {Digit(37)} % 3 + 1 >= @p0", place)]));
}

if (connection is not null) await store.Commits.CommitAsync(new CommitUnit(null, [new Statement("ANALYZE")]));
var reporter = new Reporter(store, TimeProvider.System);
var money = new[] { "incoming", "connected", "qualified", "revenue", "payout", "margin", "rpc", "connect_rate", "acl" };
(string Name, ReportForm Form)[] asked =
[
    ("nothing: one row", Form([], money)),
    ("day", Form(["day"], money)),
    ("publisher, compared", Form(["publisher"], money) with { Compare = true }),
    ("weekday and hour", Form(["weekday", "hour_of_day"], ["incoming", "rpc"])),
    ("keyword, last touch", Form(["keyword"], money)),
    ("keyword, all touches", Form(["keyword"], money) with { Touch = "linear" }),
    ("campaign, publisher, buyer", Form(["campaign", "publisher", "buyer"], ["incoming", "revenue"])),
    ("talk curves by publisher", Form(["publisher", "talk_after"], ["talking", "connected"])),
    ("unique callers, disputes, converted", Form(["campaign"], ["unique_callers", "disputes", "converted", "paid_in"])),
];
var total = 0m;
foreach (var (name, form) in asked)
{
    var (request, mistakes) = form.Read(new ReportScope.Everything(), TimeZoneInfo.Utc, Currency.Usd);
    if (request is null) throw new InvalidOperationException(mistakes[0].Detail);
    var times = new List<double>();
    Report? report = null;
    for (var run = 0; run < 5; run++)
    {
        var watch = Stopwatch.StartNew();
        report = (await reporter.MakeAsync(request, default) as ReportOutcome.Made)?.Report;
        times.Add(watch.Elapsed.TotalMilliseconds);
    }

    times.Sort();
    if (report is null) throw new InvalidOperationException($"{name} was not made");
    if (request.Dimensions.Count == 0) total = report.Total.Values[3] ?? 0;
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{args.FirstOrDefault() ?? "sqlite",-8} {name,-36} {times[2],7:F0} ms  {report.Rows.Count + report.LeftOut} rows"));
}

await store.DisposeAsync();
Directory.Delete(directory, recursive: true);
var isRight = total == calls * Month.PriceMicros / 1_000_000m;
Console.WriteLine(isRight ? "the revenue is what was booked, to the micro" : $"WRONG: a revenue of {total}");
return isRight ? 0 : 1;

// A letter of an id counts as nothing: PostgreSQL refuses to read it as a number, SQLite does not.
static string Digit(int place) => $"(CASE WHEN SUBSTR(id, {place}, 1) BETWEEN '0' AND '9' "
    + $"THEN CAST(SUBSTR(id, {place}, 1) AS INTEGER) ELSE 0 END)";

static ReportForm Form(string[] dimensions, string[] metrics) => new()
{
    From = "2026-03-01", To = "2026-04-01", TimeZone = "America/New_York", Dimensions = dimensions, Metrics = metrics,
};
