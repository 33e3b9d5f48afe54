using Bidline.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Storage;

public sealed class SqliteCheckpointsTests
{
    private static readonly string Long = new('x', 16_000);

    [Fact]
    public async Task What_is_committed_reaches_the_file_while_the_writer_goes_on_and_its_log_stays_short()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        var file = Path.Combine(test.Settings.DataDirectory, "bidline.db");
        var log = file + "-wal";

        for (var round = 0; round < 8; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 500).Select(i => test.Store.Commits.CommitAsync(Row((round * 500) + i))));
            await Task.Delay(300, TestContext.Current.CancellationToken);
        }

        // 4,000 rows of 16 KB: one log of them all would be 64 MB, which is where the writer itself would begin.
        new FileInfo(file).Length.ShouldBeGreaterThan(30_000_000);
        new FileInfo(log).Length.ShouldBeLessThan(40_000_000);
    }

    [Fact]
    public async Task Rows_are_counted_out_in_slices_and_none_is_left()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        const int rows = (3 * Slice.Rows) + 1;
        await test.Store.Commits.CommitAsync(new CommitUnit(null, [.. Enumerable.Range(0, rows).SelectMany(i => Row(i).Statements)]));
        var before = test.Store.Commits.Transactions;

        await test.Store.Commits.SliceAsync(rows, new Statement(
            "DELETE FROM idempotency_keys WHERE rowid IN (SELECT rowid FROM idempotency_keys LIMIT @p0)", Slice.Rows));

        (test.Store.Commits.Transactions - before).ShouldBe(4);
        (await test.Store.Commits.CommitAsync(new CommitUnit(
            new Statement("UPDATE idempotency_keys SET at = at"), []))).ShouldBeFalse("nothing is left");
    }

    private static CommitUnit Row(int i) => new(null, [new Statement(
        "INSERT INTO idempotency_keys (scope, key, request_hash, at, body) VALUES ('test', @p0, 'hash', 0, @p1)", $"k{i}", Long)]);
}
