using System.Diagnostics;
using System.Globalization;
using System.Text;
using Bidline.Calls;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Storage;

/// <summary>What is left after kill -9: a child process of this test program writes calls until it is killed.</summary>
public sealed class KillTests
{
    private const string Place = "BIDLINE_TEST_CHILD";
    private const string Bids = "bids ";
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Everything_acknowledged_before_a_kill_is_there_afterwards(StoreKind kind)
    {
        var settings = await TestStore.NewSettingsAsync(kind);
        var acknowledged = Path.Combine(settings.DataDirectory, "acknowledged");

        for (var round = 1; round <= 3; round++) await KillOnceItHasWrittenAsync(settings, acknowledged, round);

        await using var store = await Store.OpenAsync(settings, TimeProvider.System, CancellationToken.None);
        var kept = await EventsAsync(store);
        var promised = await File.ReadAllLinesAsync(acknowledged, TestContext.Current.CancellationToken);
        promised.Length.ShouldBeGreaterThan(1_200);
        promised.Where(line => line.StartsWith("call_", StringComparison.Ordinal)).Select(Parse)
            .Where(promise => kept.GetValueOrDefault(promise.Call) < promise.Seq).ShouldBeEmpty();
        kept.Values.Max().ShouldBe(8);
        (await RowsThatDisagreeAsync(store)).ShouldBeEmpty();
        store.Bids.Damage.ShouldBeNull();
        (await BidsAsync(store)).ShouldBeGreaterThanOrEqualTo(promised.Where(line => line.StartsWith(Bids, StringComparison.Ordinal)).Max(Number));
    }

    [Fact(Explicit = true)]
    public async Task Child_writes_calls_until_it_is_killed()
    {
        var place = Environment.GetEnvironmentVariable(Place).ShouldNotBeNull().Split('|');
        var settings = new StoreSettings(Enum.Parse<StoreKind>(place[0]), place[1], place[2]);
        await using var store = await Store.OpenAsync(settings, TimeProvider.System, CancellationToken.None);
        await using var acknowledged = new FileStream(
            place[3], FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var log = new CallLog(store, new CallFeed(), TimeProvider.System);

        var writers = Enumerable.Range(0, 8).Select(_ => WriteForeverAsync(store, log, acknowledged));
        await Task.WhenAll(writers.Append(CountBidsForeverAsync(store, acknowledged)));
    }

    private static async Task WriteForeverAsync(Store store, CallLog log, FileStream acknowledged)
    {
        await Task.Yield();
        while (true)
        {
            var call = StoredCall.Of(Noon);
            var journal = log.Start(call.Id);
            var auction = ((CallEvent.AuctionClosed)call.AuctionClosed()).Auction;
            store.Bids.Add(auction, new("auto-fl"), new("zeta"), "FL", test: false);
            foreach (var happened in call.All())
            {
                await journal.WriteDurablyAsync(happened);
                Acknowledge(acknowledged, $"{call.Id} {journal.Entries.Count}");
            }
        }
    }

    // Bids are written in batches; those that were read back are in the file.
    private static async Task CountBidsForeverAsync(Store store, FileStream acknowledged)
    {
        while (true)
        {
            Acknowledge(acknowledged, $"{Bids}{await BidsAsync(store)}");
            await Task.Delay(50);
        }
    }

    private static void Acknowledge(FileStream acknowledged, string line)
    {
        lock (acknowledged) acknowledged.Write(Encoding.ASCII.GetBytes(line + "\n"));
    }

    private static async Task<long> BidsAsync(Store store) =>
        (await store.Bids.ByBuyerAsync(Noon, Noon.AddHours(1), null, CancellationToken.None))
            .Sum(buyer => buyer.Considered);

    /// <summary>Four hundred lines a round, and bids among them.</summary>
    private static async Task KillOnceItHasWrittenAsync(StoreSettings settings, string acknowledged, int round)
    {
        string[] arguments = ["-explicit", "only", "-method", "*Child_writes_calls*"];
        var child = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true };
        string?[] place = [settings.Kind.ToString(), settings.DataDirectory, settings.PostgresConnection, acknowledged];
        child.Environment[Place] = string.Join('|', place);
        using var running = Process.Start(child)!;
        var deadline = Stopwatch.StartNew();
        bool HasWritten(string[] lines) => lines.Length >= 400 * round
            && lines.Count(line => line.StartsWith(Bids, StringComparison.Ordinal) && Number(line) > 0) >= round;

        while (!File.Exists(acknowledged) || !HasWritten(File.ReadAllLines(acknowledged)))
        {
            deadline.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(120));
            running.HasExited.ShouldBeFalse();
            await Task.Delay(50);
        }

        running.Kill();
        await running.WaitForExitAsync();
    }

    private static (string Call, int Seq) Parse(string line) => (line.Split(' ')[0], (int)Number(line));

    // The last line may be half written: the child was killed.
    private static long Number(string line) =>
        long.TryParse(line.Split(' ')[^1], CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static async Task<Dictionary<string, int>> EventsAsync(Store store)
    {
        await using var db = store.Read();
        return await db.Set<CallEventRow>().GroupBy(row => row.CallId)
            .Select(group => new { Call = group.Key, Events = group.Count(), Last = group.Max(row => row.Seq) })
            .ToDictionaryAsync(call => call.Call, call => call.Events == call.Last ? call.Last : -1);
    }

    private static async Task<List<string>> RowsThatDisagreeAsync(Store store)
    {
        await using var db = store.Read();
        return await db.Set<CallRow>()
            .Where(call => call.Events != db.Set<CallEventRow>().Count(row => row.CallId == call.Id))
            .Select(call => call.Id).ToListAsync();
    }
}
