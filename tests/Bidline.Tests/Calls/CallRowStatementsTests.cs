using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Storage;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Calls;

public sealed class CallRowStatementsTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    /// <summary>Whatever happens in whatever order and in whichever commits: the row is what all its events give.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public async Task A_row_that_is_written_change_by_change_is_the_row_of_all_its_events(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var step = Gen.Select(Gen.Int[0, 11], Gen.Int[0, 5]);

        await step.List[1, 14].SampleAsync(
            async steps =>
            {
                var call = StoredCall.New();
                await PlayAsync(test, call, steps);
                var (stored, whole) = (await StoredRowAsync(test, call), await RowOfEventsAsync(test, call));
                return Enumerable.SequenceEqual(stored, whole);
            },
            iter: 60, threads: 1);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_journal_that_another_process_wrote_beside_leaves_the_row_of_both(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var call = StoredCall.New();
        var ours = Log(test).Start(call.Id);
        foreach (var happened in call.All()[..4]) await ours.WriteDurablyAsync(happened);
        var theirs = await Log(test).ReopenAsync(call.Id, CancellationToken.None);

        await theirs!.WriteDurablyAsync(call.DialStarted());
        await theirs.WriteDurablyAsync(call.Connected());
        await ours.WriteDurablyAsync(call.Ended());

        (await StoredRowAsync(test, call)).ShouldBe(await RowOfEventsAsync(test, call));
        (await StoredRowAsync(test, call)).ShouldContain("connected");
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_settlement_without_a_guard_of_its_own_is_written_once(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var call = StoredCall.New();
        var ours = Log(test).Start(call.Id);
        foreach (var happened in call.All()[..^1]) await ours.WriteDurablyAsync(happened);
        var theirs = await Log(test).ReopenAsync(call.Id, CancellationToken.None);

        var written = await Task.WhenAll(
            ours.WriteTogetherAsync(call.Settled(), new CommitUnit(null, [])),
            theirs!.WriteTogetherAsync(call.Settled(), new CommitUnit(null, [])));

        written.Count(it => it).ShouldBe(1);
        var log = await Log(test).ReadAsync(call.Id, CancellationToken.None);
        log.Count(entry => entry.Event is CallEvent.Settled).ShouldBe(1);
    }

    [Fact]
    public void What_erasing_a_caller_took_away_is_never_written_again()
    {
        var call = StoredCall.New();
        var entries = call.All().Select((happened, i) =>
            new CallLogEntry(call.Id, i + 1, call.At, TimeSpan.FromMilliseconds(i), happened)).ToList();
        var (before, after) = (CallLogRow.Of(entries[..1]), CallLogRow.Of(entries));
        after.Caller = "+13055550143";

        var change = CallRowStatements.Write(CallRowStatements.Values(before), CallRowStatements.Values(after));

        change.Sql.ShouldStartWith("UPDATE calls SET state");
        change.Sql.ShouldNotContain("caller");
        change.Sql.ShouldNotContain("sip_call_id");
    }

    private static async Task PlayAsync(TestStore test, StoredCall call, List<(int What, int Commit)> steps)
    {
        var log = Log(test);
        var journal = log.Start(call.Id);
        journal.Write(call.Received());
        foreach (var (what, commit) in steps)
        {
            var happened = Some(call, what);
            if (commit > 1) journal.Write(happened);
            else await journal.WriteDurablyAsync(happened);
            // As another process would: from what is in the store.
            if (commit == 0) journal = (await Log(test).ReopenAsync(call.Id, CancellationToken.None))!;
        }

        await journal.WriteDurablyAsync(new CallEvent.Ringing(1));
    }

    private static CallEvent Some(StoredCall call, int what) => what switch
    {
        < 7 => call.All()[what + 1],
        7 => new CallEvent.HungUp(1, call.Target, Reason.Of("dial.no_answer"), TimeSpan.FromSeconds(1)),
        8 => new CallEvent.DialFailed(1, call.Target, Reason.Of("dial.no_answer"), 480, TimeSpan.FromSeconds(20)),
        9 => new CallEvent.Refused(Reason.Of("call.blocked"), 603),
        10 => new CallEvent.FallbackStarted("say", "Sorry."),
        _ => new CallEvent.ConversionBooked(
            ConversionId.New(TimeProvider.System), Reason.Of("pay.qualified"), Reason.Of("pay.qualified"), Money.Usd(3),
            Money.Usd(2), Money.Usd(1), null),
    };

    private static async Task<object?[]> StoredRowAsync(TestStore test, StoredCall call)
    {
        var id = call.Id.ToString();
        await using var db = test.Store.Read();
        return CallRowStatements.Values(
            await db.Set<CallRow>().SingleAsync(row => row.Id == id, CancellationToken.None));
    }

    private static async Task<object?[]> RowOfEventsAsync(TestStore test, StoredCall call) =>
        CallRowStatements.Values(CallLogRow.Of(await Log(test).ReadAsync(call.Id, CancellationToken.None)));

    private static CallLog Log(TestStore test) => new(test.Store, new CallFeed(), TimeProvider.System);
}
