using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Routing.Shared;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Bidline.Calls;

/// <summary>
/// Puts right what a killed server left: ends the calls it had, settles what ended, frees what is held for no call.
/// Runs before the first call is taken; running it again changes nothing.
/// </summary>
public sealed partial class Recovery(
    Store store, CallLog log, Settlement settlement, Capacity capacity, TimeProvider clock, ILogger<Recovery> logger)
{
    /// <summary>No call is this long, so a node that has been silent for as long has none.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromHours(24);

    public async Task RunAsync(CancellationToken cancel)
    {
        var ended = await EndCallsAsync(cancel);
        await settlement.SettleAllAsync(cancel);
        var freed = await FreeHoldsAsync(cancel);
        if (ended > 0 || freed > 0) Log.Recovered(logger, ended, freed);
    }

    private async Task<int> EndCallsAsync(CancellationToken cancel)
    {
        var ended = 0;
        foreach (var call in await log.UnendedAsync(cancel))
        {
            var entries = await log.ReadAsync(call, cancel);
            if (entries is not [{ Event: CallEvent.Received { Node: var node } }, ..]) continue;
            var lastSign = await log.LastSignOfLifeAsync(node, cancel);
            if (!IsOver(node, lastSign) || await log.ReopenAsync(call, cancel) is not { } journal) continue;
            await journal.WriteDurablyAsync(ProvenEnd.Of(entries, lastSign));
            ended++;
        }

        return ended;
    }

    /// <summary>An earlier run of this node is over; another node may be alive and has its calls.</summary>
    private bool IsOver(string node, DateTimeOffset? lastSign)
    {
        if (node == store.Node) return false;
        return MachineOf(node) == MachineOf(store.Node)
            || lastSign is null
            || clock.GetUtcNow() - lastSign > SilenceMax;
    }

    // "7f3a9c12.3" is the third run of 7f3a9c12.
    private static string MachineOf(string node) => node.Split('.')[0];

    private async Task<int> FreeHoldsAsync(CancellationToken cancel)
    {
        var holds = await DeadHoldsAsync(cancel);
        foreach (var (hold, buyer) in holds)
            await capacity.ReleaseAsync(buyer, hold, Reason.Of("error.internal"));
        await FreeSharedAsync(cancel);
        return holds.Count;
    }

    private async Task FreeSharedAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = await db.Set<SharedHoldRow>().AsNoTracking()
            .Where(hold => hold.State == "open")
            .Where(hold => !db.Set<CallRow>().Any(call => call.Id == hold.CallId && call.SettledAt == null))
            .ToListAsync(cancel);
        foreach (var row in rows)
        {
            await capacity.ReleaseAsync(
                new SharedParty(row.Party), HoldId.Parse(row.HoldId), Currency.Parse(row.Currency), Reason.Of("error.internal"));
        }
    }

    /// <summary>Open, while their call is settled or never was: the server died between reserving and writing it down.</summary>
    private async Task<IReadOnlyList<(HoldId Hold, BuyerId Buyer)>> DeadHoldsAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = await db.Set<HoldRow>()
            .Where(hold => hold.State == "open")
            .Where(hold => !db.Set<CallRow>().Any(call => call.Id == hold.CallId && call.SettledAt == null))
            .Select(hold => new { hold.Id, hold.Buyer })
            .ToListAsync(cancel);
        return rows.ConvertAll(row => (HoldId.Parse(row.Id), new BuyerId(row.Buyer)));
    }

    private static partial class Log
    {
        [LoggerMessage(1101, LogLevel.Warning, "Recovered: {Calls} calls were ended and {Holds} holds freed")]
        public static partial void Recovered(ILogger logger, int calls, int holds);
    }
}
