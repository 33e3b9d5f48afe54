using Bidline.Calls;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Storage;

/// <summary>0028 counts for old calls what the program writes for new ones.</summary>
public sealed class ReportRowsMigrationTests
{
    private static readonly string[] Undo =
    [
        "DROP INDEX ledger_transactions_corrections", "DROP TABLE call_touches", "DROP TABLE call_sources",
        "ALTER TABLE calls DROP COLUMN valid_bids", "ALTER TABLE calls DROP COLUMN wins", "DELETE FROM migrations WHERE number = 28",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task An_older_database_gets_the_counts_that_the_program_writes(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var sold = StoredCall.New();
        await WriteAsync(test.Store, sold, sold.All());
        // A second auction of the same call, and a call without any.
        var again = StoredCall.New();
        await WriteAsync(test.Store, again, [.. again.All()[..3], again.AuctionClosed(), .. again.All()[3..]]);
        var gone = StoredCall.New();
        await WriteAsync(test.Store, gone, gone.Unsold(CallOutcome.Abandoned));
        var written = await CountsAsync(test.Store);
        written[sold.Id.ToString()].ShouldBe((2, 1));
        written[again.Id.ToString()].ShouldBe((4, 2));
        written[gone.Id.ToString()].ShouldBe((0, 0));

        await test.Store.Commits.CommitAsync(new CommitUnit(null, [.. Undo.Select(sql => new Statement(sql))]));
        await test.RestartAsync();

        (await CountsAsync(test.Store)).ShouldBe(written, ignoreOrder: true);
        await using var after = test.Store.Read();
        (await after.Database.SqlQueryRaw<int>("SELECT COUNT(*) AS \"Value\" FROM call_touches").SingleAsync(Cancel)).ShouldBe(0);
    }

    private static async Task<Dictionary<string, (int Valid, int Wins)>> CountsAsync(Store store)
    {
        await using var db = store.Read();
        return await db.Set<CallRow>().AsNoTracking().ToDictionaryAsync(row => row.Id, row => (row.ValidBids, row.Wins), Cancel);
    }

    private static async Task WriteAsync(Store store, StoredCall call, CallEvent[] events)
    {
        var journal = new CallLog(store, new CallFeed(), TimeProvider.System).Start(call.Id);
        foreach (var happened in events[..^1]) journal.Write(happened);
        await journal.WriteDurablyAsync(events[^1]);
    }
}
