using System.Text.Json;
using Bidline.Calls;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Calls;

public sealed class CallLogTests
{
    private static readonly StoredCall Call = StoredCall.New();

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_log_reads_back_as_it_was_written(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var log = Log(test);
        var journal = log.Start(Call.Id);

        foreach (var happened in Call.All()[..^1]) journal.Write(happened);
        await journal.WriteDurablyAsync(Call.Settled());

        var read = await log.ReadAsync(Call.Id, CancellationToken.None);
        read.Select(entry => entry.Seq).ShouldBe(Enumerable.Range(1, 8));
        Json(read.Select(entry => entry.Event)).ShouldBe(Json(Call.All()));
        journal.Entries.Count.ShouldBe(8);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_durable_event_takes_those_before_it_along(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var journal = Log(test).Start(Call.Id);

        await journal.WriteDurablyAsync(Call.Received());
        journal.Write(Call.Enriched());
        journal.Write(Call.AuctionClosed());
        await journal.WriteDurablyAsync(Call.FundsHeld());
        await test.RestartAsync();

        (await Log(test).ReadAsync(Call.Id, CancellationToken.None)).Count.ShouldBe(4);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Calls_are_found_by_what_is_still_to_be_done(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var log = Log(test);
        var (live, ended, settled) = (StoredCall.New(), StoredCall.New(), StoredCall.New());

        await WriteAsync(log, live, live.All()[..4]);
        await WriteAsync(log, ended, ended.All()[..7]);
        await WriteAsync(log, settled, settled.All());

        (await log.UnendedAsync(CancellationToken.None)).ShouldBe([live.Id]);
        (await log.UnsettledAsync(CancellationToken.None)).ShouldBe([ended.Id]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_reopened_journal_goes_on_where_the_log_ended(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        await WriteAsync(Log(test), Call, Call.All()[..6]);
        await test.RestartAsync();

        var journal = await Log(test).ReopenAsync(Call.Id, CancellationToken.None);
        await journal!.WriteDurablyAsync(Call.Ended());

        var read = await Log(test).ReadAsync(Call.Id, CancellationToken.None);
        read[^1].Seq.ShouldBe(7);
        read[^1].Offset.ShouldBeGreaterThanOrEqualTo(read[^2].Offset);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Two_journals_of_one_call_do_not_lose_each_others_events(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        await WriteAsync(Log(test), Call, Call.All()[..4]);
        var first = await Log(test).ReopenAsync(Call.Id, CancellationToken.None);
        var second = await Log(test).ReopenAsync(Call.Id, CancellationToken.None);

        await first!.WriteDurablyAsync(Call.DialStarted());
        await second!.WriteDurablyAsync(Call.Connected());

        var read = await Log(test).ReadAsync(Call.Id, CancellationToken.None);
        read.Skip(4).Select(entry => entry.Event.GetType().Name).ShouldBe(["DialStarted", "Connected"]);
    }

    [Fact]
    public async Task An_unknown_call_has_no_journal()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);

        (await Log(test).ReopenAsync(Call.Id, CancellationToken.None)).ShouldBeNull();
        (await Log(test).ReadAsync(Call.Id, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Reopening_a_call_that_is_still_open_gives_the_same_journal()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        var log = Log(test);
        var journal = log.Start(Call.Id);
        journal.Write(Call.Received());

        (await log.ReopenAsync(Call.Id, CancellationToken.None)).ShouldBeSameAs(journal);
    }

    private static string Json(IEnumerable<CallEvent> events) => JsonSerializer.Serialize(events, StoredJson.Options);

    private static CallLog Log(TestStore test) => new(test.Store, new CallFeed(), TimeProvider.System);

    private static async Task WriteAsync(CallLog log, StoredCall call, CallEvent[] events)
    {
        var journal = log.Start(call.Id);
        foreach (var happened in events) await journal.WriteDurablyAsync(happened);
    }
}
