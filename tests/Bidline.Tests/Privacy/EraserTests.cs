using Bidline.Accounts;
using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Enrichment.Appends;
using Bidline.Primitives;
using Bidline.Privacy;
using Bidline.Recordings;
using Bidline.Screening;
using Bidline.Storage;
using Bidline.Tests.Billing.Corrections;
using Bidline.Tests.Calls;
using Bidline.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Privacy;

public sealed class EraserTests
{
    private static readonly PhoneNumber Caller = PhoneNumber.Parse("+13055550142");

    private static readonly Author Ann = new("user:ann@example.com", "192.0.2.7");

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_person_is_nowhere_any_more_and_the_money_is_what_it_was(StoreKind kind)
    {
        await using var host = await CorrectionHost.StartAsync(kind);
        var call = await host.BilledAsync();
        await PingAsync(host.Keeping.Store);
        var told = new AppendShelf(host.Keeping.Store, TimeProvider.System);
        var tags = new Dictionary<string, string> { ["home"] = "+13055550142" };
        (await told.TakeAsync(Caller, null, null, tags, "key:crm")).ShouldNotBeNull();
        var ledger = await LedgerAsync(host.Keeping.Store);
        (await TextsAsync(host.Keeping.Store)).ShouldContain(text => text.Contains("3055550142", StringComparison.Ordinal));

        var eraser = Eraser(host.Keeping.Store, told);
        var erasure = await eraser.EraseAsync(Caller, "asked by e-mail", Ann, CancellationToken.None);

        (erasure.Counts.Calls, erasure.Counts.Pings, erasure.Counts.Appends, erasure.Counts.Left).ShouldBe((1, 1, 1, 0));
        told.Count.ShouldBe(0);
        erasure.EndedAt.ShouldNotBeNull();
        (await TextsAsync(host.Keeping.Store)).ShouldAllBe(text => !text.Contains("3055550142", StringComparison.Ordinal));
        (await LedgerAsync(host.Keeping.Store)).ShouldBe(ledger);
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
        var listed = (await new CallQueries(host.Keeping.Store).FindAsync(call, CancellationToken.None))!;
        (listed.Caller.IsSet, listed.Revenue, listed.Outcome).ShouldBe((false, Money.Usd(27.5m), CallOutcome.Connected));
    }

    [Fact]
    public async Task The_certificate_proves_whose_it_is_and_stands_in_the_audit()
    {
        await using var host = await CorrectionHost.StartAsync();
        await host.BilledAsync();
        var eraser = Eraser(host.Keeping.Store);

        var done = await eraser.EraseAsync(Caller, "asked", Ann, CancellationToken.None);

        (await eraser.FindAsync(done.Id, CancellationToken.None))!.Counts.ShouldBe(done.Counts);
        (await eraser.ListAsync(Caller, null, 10, CancellationToken.None)).ShouldHaveSingleItem().Id.ShouldBe(done.Id);
        (await eraser.ListAsync(PhoneNumber.Parse("+13055550143"), null, 10, CancellationToken.None)).ShouldBeEmpty();
        done.CallerHash.ShouldNotContain("5550142");
        var line = (await new Audit(host.Keeping.Store, TimeProvider.System)
            .ListAsync(10, null, $"erasure {done.Id}", CancellationToken.None)).ShouldHaveSingleItem();
        (line.Author.Name, line.Entry.Action).ShouldBe((Ann.Name, "erased"));
        line.Entry.Summary.ShouldContain("1 calls");
        line.Entry.Summary.ShouldNotContain("5550142");
    }

    [Fact]
    public async Task The_sound_of_a_call_goes_with_its_caller()
    {
        await using var host = await CorrectionHost.StartAsync();
        var call = await host.BilledAsync();
        var shelf = Shelf(host.Keeping.Store);
        var made = new FinishedRecording(
            new RecordingName(new DateOnly(2026, 11, 27), call, 1), 5, TimeSpan.FromSeconds(61), new string('a', 64), [1, 2, 255]);
        var path = Path.Combine(shelf.Directory, made.Name.Relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "sound", TestContext.Current.CancellationToken);
        await shelf.KeepAsync(made);

        var erasure = await Eraser(host.Keeping.Store).EraseAsync(Caller, "asked", Ann, CancellationToken.None);

        erasure.Counts.Recordings.ShouldBe(1);
        File.Exists(path).ShouldBeFalse();
        (await shelf.OfAsync(call, CancellationToken.None)).ShouldHaveSingleItem().DeletedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_second_time_there_is_nothing_left_and_a_certificate_all_the_same()
    {
        await using var host = await CorrectionHost.StartAsync();
        await host.BilledAsync();
        var eraser = Eraser(host.Keeping.Store);
        await eraser.EraseAsync(Caller, "asked", Ann, CancellationToken.None);

        var again = await eraser.EraseAsync(Caller, "asked again", Ann, CancellationToken.None);

        again.Counts.ShouldBe(new ErasedCounts());
    }

    [Fact]
    public async Task A_call_that_goes_on_is_left_and_said()
    {
        await using var host = await CorrectionHost.StartAsync();
        await new LoggedCall(host.Keeping).ToAsync(Stage.Connected);

        var done = await Eraser(host.Keeping.Store).EraseAsync(Caller, "asked", Ann, CancellationToken.None);

        (done.Counts.Calls, done.Counts.Left).ShouldBe((0, 1));
    }

    [Fact]
    public async Task Callers_are_kept_for_as_long_as_was_set_and_no_longer()
    {
        await using var host = await CorrectionHost.StartAsync();
        await host.BilledAsync();
        var clock = new PutClock(TimeProvider.System) { PutBy = TimeSpan.FromDays(29) };
        var (store, calls) = (host.Keeping.Store, Calls(host.Keeping.Store));
        var retention = new Retention(store, calls, new Audit(store, clock), clock);

        (await retention.EraseCallersAsync(CancellationToken.None)).ShouldBe(0);
        await retention.SetAsync(RetentionKind.Callers, 30, Ann);
        (await retention.EraseCallersAsync(CancellationToken.None)).ShouldBe(0);
        clock.PutBy = TimeSpan.FromDays(31);
        (await retention.EraseCallersAsync(CancellationToken.None)).ShouldBe(1);

        retention.Erased.ShouldBe(1);
        (await TextsAsync(store)).ShouldAllBe(text => !text.Contains("3055550142", StringComparison.Ordinal));
        (await retention.EraseCallersAsync(CancellationToken.None)).ShouldBe(0);
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Days_that_the_exchange_cannot_work_with_are_refused()
    {
        await using var host = await CorrectionHost.StartAsync();
        var store = host.Keeping.Store;
        var retention = new Retention(store, Calls(store), new Audit(store, TimeProvider.System), TimeProvider.System);

        await Should.ThrowAsync<ArgumentOutOfRangeException>(retention.SetAsync(RetentionKind.Callers, 29, Ann));

        (await retention.SpanOfAsync(RetentionKind.Callers, CancellationToken.None)).ShouldBeNull();
        (await retention.SpanOfAsync(RetentionKind.Pings, CancellationToken.None)).ShouldBe(TimeSpan.FromDays(30));
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Who_saw_a_caller_is_known(StoreKind kind)
    {
        await using var host = await CorrectionHost.StartAsync(kind);
        var call = await host.BilledAsync();
        var looks = new CallerLooks(host.Keeping.Store, new Audit(host.Keeping.Store, TimeProvider.System));

        await looks.NoteAsync(Ann, [(call, Caller)]);

        var look = (await looks.OfAsync(Caller, 10, CancellationToken.None)).ShouldHaveSingleItem();
        (look.Author.Name, look.Entry.Subject).ShouldBe((Ann.Name, $"call {call}"));
        look.Entry.Summary.ShouldNotContain("5550142");
        (await looks.OfAsync(call, 10, CancellationToken.None)).Count.ShouldBe(1);
        (await looks.LatestAsync(null, 10, CancellationToken.None)).Count.ShouldBe(1);
    }

    private static CallEraser Calls(Store store) => new(store, Shelf(store));

    private static RecordingShelf Shelf(Store store) => new(
        store.Settings.DataDirectory, store, new BookShelf(), new Audit(store, TimeProvider.System), TimeProvider.System);

    private static Eraser Eraser(Store store, AppendShelf? told = null) => new(
        store, Calls(store), new EarlierCalls(), new CallerHistory(TimeProvider.System),
        told ?? new AppendShelf(store, TimeProvider.System), new Audit(store, TimeProvider.System),
        new AuctionSettings("test", new byte[32]), TimeProvider.System);

    private static Task PingAsync(Store store) => store.Commits.CommitAsync(new CommitUnit(null, [new Statement(
        "INSERT INTO pings (id, at, endpoint, publisher, campaign, dialect, caller, source_ref, test, outcome, took_micros, tags) "
        + "VALUES ('png_1', 1, 'zeta', 'zeta', 'auto-fl', 'native', @p0, '3055550142', @p1, 'rejected', 1, '{\"phone\":\"3055550142\"}')",
        Caller.E164, false)]));

    /// <summary>Everything that the store says of calls, pings and postbacks.</summary>
    private static async Task<List<string>> TextsAsync(Store store)
    {
        await using var db = store.Read();
        var events = await db.Set<CallEventRow>().Select(row => row.Body).ToListAsync();
        var calls = await db.Set<CallRow>().Select(row => row.Caller + row.SipCallId).ToListAsync();
        var pings = await db.Set<PingRow>().Select(row => row.Caller + row.SourceRef + row.Tags).ToListAsync();
        var audit = await db.Set<AuditRow>().Select(row => row.Summary + row.After).ToListAsync();
        var appends = await db.Set<AppendRow>().Select(row => row.Caller + row.Tags).ToListAsync();
        return [.. events, .. calls, .. pings, .. audit, .. appends];
    }

    private static async Task<List<string>> LedgerAsync(Store store)
    {
        await using var db = store.Read();
        return await db.Set<LedgerEntryRow>().OrderBy(row => row.TransactionId).ThenBy(row => row.Line)
            .Select(row => row.TransactionId + row.Account + row.Party + row.Amount).ToListAsync();
    }
}
