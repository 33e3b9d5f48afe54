using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using Bidline.Campaigns;
using Bidline.Ingress;
using Bidline.Primitives;
using Bidline.Screening;
using Bidline.Storage;
using Microsoft.Extensions.Logging.Abstractions;

// What the past of a million callers weighs in memory, how long a start takes to read it, and what asking it costs.
var callers = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
var directory = Directory.CreateTempSubdirectory("bidline-callers-").FullName;
var clock = TimeProvider.System;
await using (var store = await Store.OpenAsync(new StoreSettings(StoreKind.Sqlite, directory, null), clock, default))
{
    await WriteAsync(store);
    var shelf = new BookShelf();
    var campaign = Campaign();
    shelf.Swap(CampaignBook.Empty with { Campaigns = new[] { campaign }.ToFrozenDictionary(it => it.Id) });
    var history = new CallerHistory(clock);
    var before = Memory();
    var watch = Stopwatch.StartNew();
    await new CallerHistoryReading(store, shelf, history, clock, NullLogger<CallerHistoryReading>.Instance).StartAsync(default);
    var took = watch.Elapsed;
    var weighs = (Memory() - before) / 1e6;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{history.Callers:#,0} callers: {weighs:0} MB ({weighs * 1e6 / history.Callers:0.0} bytes each), read in {took.TotalSeconds:0.0} s"));

    var calls = Enumerable.Range(0, 100_000).Select(i => Call((i * 7919L) % (2L * callers))).ToArray();
    foreach (var call in calls) history.Look(call, campaign);
    watch.Restart();
    var known = calls.Count(call => history.Look(call, campaign).Past is not null);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"asking: {watch.Elapsed.TotalMicroseconds / calls.Length:0.00} us, {known} of {calls.Length} were known"));
    GC.KeepAlive(history);
}

Directory.Delete(directory, recursive: true);

async Task WriteAsync(Store store)
{
    const string insert =
        "INSERT INTO calls (id, received_at, node, trunk, source, sip_call_id, caller, campaign, publisher, book_version, test, "
        + "phase, outcome, target, buyer, auctions, considered, asked, bids, attempts, connected_at, ended_at, qualified, "
        + "revenue_micros, settled_at, events) VALUES (@p0, @p1, 'n', 't', 's', 'c', @p2, 'auto', 'zeta', 1, @p5, 'ended', "
        + "'connected', @p3, @p4, 1, 1, 1, 1, 1, @p1, @p1, @p6, 34000000, @p1, 9)";
    var now = UnixMicros.Of(clock.GetUtcNow());
    foreach (var some in Enumerable.Range(0, callers).Chunk(2_000))
    {
        await store.Commits.CommitAsync(new CommitUnit(null, [.. some.Select(i => new Statement(
            insert, $"call_{i:x32}", now - (i * 1_000_000L), Number(i), $"target-{i % 300}", $"buyer-{i % 40}", false, true))]));
    }
}

string Number(long i) => string.Create(CultureInfo.InvariantCulture, $"+1{2_000_000_000 + (i * 7):0000000000}");

InboundCall Call(long i) => new(
    CallId.New(clock), clock.GetUtcNow(), new TrunkId("t"), default, PhoneNumber.Parse(Number(i)),
    new Dictionary<string, string>(), null, "s", "c");

static Campaign Campaign() => new(
    new CampaignId("auto"), "auto", false,
    new AuctionTerms(AuctionType.FirstPrice, Money.Usd(1), TimeSpan.FromMilliseconds(100), RankBy.Price, null), [],
    new Fallback.Say("Sorry.", null), FrozenDictionary<PublisherId, PublisherTerms>.Empty, RecordingTerms.Off)
{
    Duplicates = new DuplicateRule(
        DuplicateScope.Campaign, ContactStage.Converted, TimeSpan.FromDays(30), DuplicateAction.Skip, UnpaidSide.Both),
};

static long Memory()
{
    GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
    GC.WaitForPendingFinalizers();
    return GC.GetTotalMemory(forceFullCollection: true);
}
