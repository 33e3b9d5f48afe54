using Bidline.Calls;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Calls;

public sealed class CallJournalTests
{
    private static readonly StoredCall Call = StoredCall.New();

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_event_and_the_statements_it_goes_with_are_committed_together(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var journal = await EndedAsync(test);
        var pay = new CommitUnit(Once("first"), [Once("second")]);

        var paid = await journal.WriteTogetherAsync(Call.Settled(), pay);
        var again = await journal.WriteTogetherAsync(Call.Settled(), pay);

        (paid, again).ShouldBe((true, false));
        journal.Entries.Count(entry => entry.Event is CallEvent.Settled).ShouldBe(1);
        (await Log(test).ReadAsync(Call.Id, CancellationToken.None)).Count.ShouldBe(3);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_event_whose_statements_are_refused_did_not_happen(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var journal = await EndedAsync(test);
        var half = new Statement("INSERT INTO heartbeats (node) VALUES (@p0)", "half");
        var broken = new CommitUnit(Once("first"), [half]);

        var refused = await Should.ThrowAsync<StoreException>(journal.WriteTogetherAsync(Call.Settled(), broken));
        await journal.WriteDurablyAsync(Call.Settled());

        refused.Trouble.ShouldBe(StoreTrouble.UnitRefused);
        (await Log(test).ReadAsync(Call.Id, CancellationToken.None)).Select(entry => entry.Seq).ShouldBe([1, 2, 3]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Hostile_text_of_a_peer_is_kept_in_a_form_that_every_store_takes(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var received = (CallEvent.Received)Call.Received();
        var text = "a\0b\ud800" + new string('x', 9_000);
        var hostile = received with { Inbound = received.Inbound with { SipCallId = text } };

        await Log(test).Start(Call.Id).WriteDurablyAsync(hostile);

        (await Log(test).ReadAsync(Call.Id, CancellationToken.None)).ShouldHaveSingleItem();
    }

    [Fact]
    public void The_first_event_must_be_that_the_call_was_received()
    {
        var log = new CallLog(null!, new CallFeed(), TimeProvider.System);

        Should.Throw<InvalidOperationException>(() => log.Start(Call.Id).Write(Call.Enriched()));
    }

    [Fact]
    public async Task Writing_does_not_wait_for_the_disk()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        using var locked = new SqliteConnection($"Data Source={test.Settings.DataDirectory}/bidline.db");
        locked.Open();
        using var transaction = locked.BeginTransaction(deferred: false);
        var journal = Log(test).Start(Call.Id);

        journal.Write(Call.Received());
        journal.Entries.Count.ShouldBe(1);
        var durable = journal.WriteDurablyAsync(Call.Enriched());
        durable.IsCompleted.ShouldBeFalse();

        transaction.Rollback();
        await durable;
        (await Log(test).ReadAsync(Call.Id, CancellationToken.None)).Count.ShouldBe(2);
    }

    private static CallLog Log(TestStore test) => new(test.Store, new CallFeed(), TimeProvider.System);

    private static Statement Once(string row) => new(
        "INSERT INTO heartbeats (node, started_at, at) VALUES (@p0, 0, 0) ON CONFLICT (node) DO NOTHING", row);

    private static async Task<CallJournal> EndedAsync(TestStore test)
    {
        var journal = Log(test).Start(Call.Id);
        journal.Write(Call.Received());
        await journal.WriteDurablyAsync(Call.Ended());
        return journal;
    }
}
