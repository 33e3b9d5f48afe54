using Bidline.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Storage;

public sealed class StoreTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_second_server_on_the_same_data_directory_is_refused(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);

        var refusal = await Should.ThrowAsync<StoreException>(
            Store.OpenAsync(test.Settings, TimeProvider.System, CancellationToken.None));

        refusal.Trouble.ShouldBe(StoreTrouble.InUse);
        refusal.Message.ShouldContain(test.Settings.DataDirectory);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_reader_looks_at_the_store_of_a_running_server(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);

        await using var reader = await Store.OpenAsync(
            test.Settings with { ReadOnly = true }, TimeProvider.System, CancellationToken.None);

        await using var db = reader.Read();
        (await db.Set<HeartbeatRow>().CountAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
        Should.Throw<StoreException>(() => reader.Commits);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Data_of_a_newer_version_is_refused_and_left_alone(StoreKind kind)
    {
        var test = await TestStore.OpenAsync(kind);
        const string later = "INSERT INTO migrations (number, name, applied_at) VALUES (9999, 'later', 1)";
        await test.Store.Commits.CommitAsync(new CommitUnit(null, [new Statement(later)]));
        await test.Store.DisposeAsync();

        var refusal = await Should.ThrowAsync<StoreException>(
            Store.OpenAsync(test.Settings, TimeProvider.System, CancellationToken.None));

        refusal.Trouble.ShouldBe(StoreTrouble.Newer);
        refusal.Message.ShouldContain("version 9999");
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Every_start_is_a_run_of_its_own_with_its_own_heartbeat(StoreKind kind)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        await using var test = await TestStore.OpenAsync(kind, clock);
        var first = test.Store.Node;
        for (var second = 0; second < 3; second++) await BeatAsync(test, clock);
        await test.RestartAsync();

        var log = new Bidline.Calls.CallLog(test.Store, new Bidline.Calls.CallFeed(), clock);
        test.Store.Node.ShouldBe(first.Replace(".1", ".2", StringComparison.Ordinal));
        (await log.LastSignOfLifeAsync(first, CancellationToken.None)).ShouldBe(clock.GetUtcNow());
        (await log.LastSignOfLifeAsync("nobody.1", CancellationToken.None)).ShouldBeNull();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Every_mapped_column_exists(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        await using var db = test.Store.Read();

        foreach (var table in db.Model.GetEntityTypes())
        {
            var columns = string.Join(", ", table.GetProperties().Select(property => property.GetColumnName()));
            var written = await test.Store.Commits.CommitAsync(new CommitUnit(null, [
                new Statement($"SELECT {columns} FROM {table.GetTableName()} WHERE 1 = 0")]));
            written.ShouldBeTrue(table.GetTableName());
        }
    }

    [Theory]
    [InlineData("/proc/bidline")]
    [InlineData("/dev/null")]
    public async Task A_data_directory_that_cannot_be_is_refused_in_one_sentence(string path)
    {
        var refusal = await Should.ThrowAsync<StoreException>(Store.OpenAsync(
            new StoreSettings(StoreKind.Sqlite, path, null), TimeProvider.System, CancellationToken.None));

        refusal.Trouble.ShouldBe(StoreTrouble.BadSettings);
        refusal.Message.ShouldContain(path);
    }

    [Theory]
    [InlineData(null, StoreTrouble.BadSettings)]
    [InlineData("Host=127.0.0.1;Port=1;Database=bidline", StoreTrouble.Unavailable)]
    [InlineData("nonsense", StoreTrouble.BadSettings)]
    public async Task A_database_that_cannot_be_reached_is_told_in_one_sentence(
        string? connection, StoreTrouble trouble)
    {
        var directory = Directory.CreateTempSubdirectory("bidline-test-").FullName;
        var settings = new StoreSettings(StoreKind.Postgres, directory, connection);

        var refusal = await Should.ThrowAsync<StoreException>(
            Store.OpenAsync(settings, TimeProvider.System, CancellationToken.None));

        refusal.Trouble.ShouldBe(trouble);
        refusal.Message.ShouldNotContain("\n");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_told_in_one_sentence()
    {
        var settings = await TestStore.NewSettingsAsync(StoreKind.Sqlite);
        await File.WriteAllBytesAsync(
            Path.Combine(settings.DataDirectory, "bidline.db"), new byte[9_000].Select(_ => (byte)7).ToArray(),
            TestContext.Current.CancellationToken);

        var refusal = await Should.ThrowAsync<StoreException>(
            Store.OpenAsync(settings, TimeProvider.System, CancellationToken.None));

        refusal.Message.ShouldContain("is damaged");
    }

    private static async Task BeatAsync(TestStore test, FakeTimeProvider clock)
    {
        var before = test.Store.Commits.Transactions;
        clock.Advance(TimeSpan.FromSeconds(1));
        for (var tries = 0; test.Store.Commits.Transactions == before && tries < 100; tries++) await Task.Delay(20);
    }
}
