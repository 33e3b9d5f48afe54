using System.Diagnostics;
using Bidline.Storage;
using Npgsql;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Storage;

/// <summary>The store in trouble: full disks and broken connections.</summary>
public sealed class StoreTroubleTests
{
    [Fact]
    public async Task A_full_disk_is_told_nothing_is_acknowledged_and_it_passes_when_space_is_freed()
    {
        var disk = Directory.CreateTempSubdirectory("bidline-disk-").FullName;
        if (!Run("mount", "-t", "tmpfs", "-o", "size=4m", "none", disk))
            Assert.Skip("Mounting a small disk needs root.");
        try
        {
            await using var store = await Store.OpenAsync(
                new StoreSettings(StoreKind.Sqlite, disk, null), TimeProvider.System, CancellationToken.None);
            var ballast = Path.Combine(disk, "ballast");
            FillUp(ballast);

            var failure = await Should.ThrowAsync<StoreException>(store.Commits.CommitAsync(Big("lost")));
            store.Commits.Trouble.ShouldBe(failure.Message);
            File.Delete(ballast);
            var written = await store.Commits.CommitAsync(Big("kept"));
            store.Commits.Trouble.ShouldBeNull();

            (failure.Trouble, written).ShouldBe((StoreTrouble.DiskFull, true));
            await using var db = store.Read();
            db.Set<CallEventRow>().Select(row => row.CallId).ToList().ShouldBe(["kept"]);
        }
        finally
        {
            Run("umount", disk);
        }
    }

    [Fact]
    public async Task Units_survive_that_every_connection_is_cut_again_and_again_and_none_is_written_twice()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Postgres);
        await using var cutter = NpgsqlDataSource.Create(test.Settings.PostgresConnection + ";Application Name=cutter");

        var (units, cut) = (0, 0L);
        while (cut < 5)
        {
            var waiting = Enumerable.Range(0, 200).Select(_ => test.Store.Commits.CommitAsync(Row($"{units++}"))).ToList();
            cut += await CutAsync(cutter);
            (await Task.WhenAll(waiting)).ShouldAllBe(written => written);
        }

        await using var db = test.Store.Read();
        db.Set<CallEventRow>().Count().ShouldBe(units);
    }

    [Fact]
    public async Task A_value_that_a_store_cannot_take_is_the_fault_of_its_unit_alone()
    {
        foreach (var kind in new[] { StoreKind.Sqlite, StoreKind.Postgres })
        {
            await using var test = await TestStore.OpenAsync(kind);
            var odd = new CommitUnit(null, [new Statement("UPDATE heartbeats SET at = @p0", new object())]);

            var both = new[] { test.Store.Commits.CommitAsync(odd), test.Store.Commits.CommitAsync(Row("good")) };

            (await Should.ThrowAsync<StoreException>(both[0])).Trouble.ShouldBe(StoreTrouble.UnitRefused);
            (await both[1]).ShouldBeTrue();
        }
    }

    private static CommitUnit Row(string call) => new(null, [new Statement(
        "INSERT INTO call_events (call_id, seq, at, offset_micros, kind, body) VALUES (@p0, 1, 0, 0, 'x', 'x')",
        call)]);

    private static CommitUnit Big(string call) => new(null, [new Statement(
        "INSERT INTO call_events (call_id, seq, at, offset_micros, kind, body) VALUES (@p0, 1, 0, 0, 'x', @p1)",
        call, new string('x', 500_000))]);

    private static void FillUp(string path)
    {
        using var file = new FileStream(path, FileMode.Create);
        try
        {
            while (true) file.Write(new byte[64 * 1024]);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static async Task<long> CutAsync(NpgsqlDataSource cutter)
    {
        await using var command = cutter.CreateCommand(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            + "WHERE application_name = 'bidline' AND datname = current_database()");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var running = Process.Start(program, arguments);
        running.WaitForExit();
        return running.ExitCode == 0;
    }
}
