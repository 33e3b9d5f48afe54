using Bidline.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Storage;

public sealed class CommitQueueTests
{
    private const string Insert = "INSERT INTO heartbeats (node, started_at, at) VALUES (@p0, @p1, @p1)";

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_acknowledged_unit_is_there_after_a_restart(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);

        var written = await test.Store.Commits.CommitAsync(Unit(null, Row("a", 1), Row("b", 2)));
        await test.RestartAsync();

        written.ShouldBeTrue();
        (await NodesAsync(test)).ShouldBe(["a", "b"]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_unit_whose_guard_changes_no_row_writes_nothing(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        await test.Store.Commits.CommitAsync(Unit(null, Row("a", 1)));
        var guard = new Statement("UPDATE heartbeats SET at = 9 WHERE node = @p0 AND at = @p1", "a", 7L);

        var written = await test.Store.Commits.CommitAsync(Unit(guard, Row("b", 2)));

        written.ShouldBeFalse();
        (await NodesAsync(test)).ShouldBe(["a"]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_guard_sees_what_the_units_before_it_wrote(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        await test.Store.Commits.CommitAsync(Unit(null, Row("a", 0)));

        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => test.Store.Commits.CommitAsync(Unit(
            new Statement("UPDATE heartbeats SET at = at + 1 WHERE node = 'a' AND at < @p0", 10L),
            Row($"n{i}", i)))));

        results.Count(written => written).ShouldBe(10);
        (await NodesAsync(test)).Count.ShouldBe(11);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_unit_that_is_refused_spares_the_others_of_its_group(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        await test.Store.Commits.CommitAsync(Unit(null, Row("a", 1)));

        var good = Many(test, 0, 50);
        var bad = test.Store.Commits.CommitAsync(Unit(null, Row("half", 1), Row("a", 2)));
        var more = Many(test, 50, 50);

        (await Should.ThrowAsync<StoreException>(bad)).Trouble.ShouldBe(StoreTrouble.UnitRefused);
        (await Task.WhenAll([.. good, .. more])).ShouldAllBe(written => written);
        (await NodesAsync(test)).Count.ShouldBe(101);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Many_callers_share_few_transactions(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var before = test.Store.Commits.Transactions;

        await Task.WhenAll(Many(test, 0, 2_000));

        (test.Store.Commits.Transactions - before).ShouldBeLessThan(200);
        (await NodesAsync(test)).Count.ShouldBe(2_000);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Who_was_replaced_writes_nothing_more_also_behind_its_own_units_of_the_same_group(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var (first, second) = (new Fence("acme", "first"), new Fence("acme", "second"));
        await test.Store.Commits.CommitAsync(first.TakeOver(DateTimeOffset.UnixEpoch));

        var before = Fenced(test, first, 0, 20);
        var takingOver = test.Store.Commits.CommitAsync(second.TakeOver(DateTimeOffset.UnixEpoch));
        var late = Fenced(test, first, 20, 20);
        var after = Fenced(test, second, 40, 20);

        (await Task.WhenAll([.. before, takingOver, .. after])).ShouldAllBe(written => written);
        (await Task.WhenAll(late)).ShouldAllBe(written => !written);
        (await NodesAsync(test)).Count.ShouldBe(40);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_closed_store_refuses(StoreKind kind)
    {
        var test = await TestStore.OpenAsync(kind);
        var commits = test.Store.Commits;
        await test.DisposeAsync();

        var late = await Should.ThrowAsync<StoreException>(commits.CommitAsync(Unit(null, Row("a", 1))));

        late.Trouble.ShouldBe(StoreTrouble.Closed);
    }

    private static List<Task<bool>> Fenced(TestStore test, Fence fence, int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => test.Store.Commits.CommitAsync(
            Unit(null, Row($"n{i}", i)) with { Fence = fence }))];

    private static List<Task<bool>> Many(TestStore test, int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => test.Store.Commits.CommitAsync(Unit(null, Row($"n{i}", i))))];

    private static CommitUnit Unit(Statement? guard, params Statement[] statements) => new(guard, statements);

    private static Statement Row(string node, long at) => new(Insert, node, at);

    private static async Task<List<string>> NodesAsync(TestStore test)
    {
        await using var db = test.Store.Read();
        var nodes = await db.Set<HeartbeatRow>().Select(row => row.Node).ToListAsync();
        // The store's own heartbeat is in the same table.
        return [.. nodes.Where(node => node != test.Store.Node && !node.Contains('.')).Order(StringComparer.Ordinal)];
    }
}
