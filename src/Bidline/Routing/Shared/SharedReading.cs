using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Routing.Shared;

/// <summary>
/// Rebuilds a shared cap from the store: open slots, ended ones, and the money of calls from before there was a cap.
/// </summary>
internal static class SharedReading
{
    private const long MicrosPerQuarter = 15 * 60 * UnixMicros.PerSecond;
    private const string Qualified = "pay.qualified";

    /// <summary>Throws <see cref="BuyerKeeperLostException"/> when another keeper has taken over meanwhile.</summary>
    public static async Task<(SharedBook Book, long Epoch)> ReadAsync(
        Store store, SharedParty party, string fence, CancellationToken cancel)
    {
        await using var db = store.Read();
        var own = await db.Set<BuyerEpochRow>()
            .FirstOrDefaultAsync(row => row.Buyer == party.Key && row.Fence == fence, cancel)
            ?? throw new BuyerKeeperLostException($"Another keeper of {party} took over.");
        var book = new SharedBook(party);
        await ReadOpenAsync(db, party, book, cancel);
        await ReadPastAsync(db, party, book, cancel);
        if (party.Calls is { } calls) await ReadEarlierAsync(db, party, calls, book, cancel);
        return (book, own.Epoch);
    }

    private static async Task ReadOpenAsync(Db db, SharedParty party, SharedBook book, CancellationToken cancel)
    {
        var open = await db.Set<SharedHoldRow>().AsNoTracking()
            .Where(row => row.Party == party.Key && row.State == "open").ToListAsync(cancel);
        foreach (var row in open)
        {
            var hold = book.Take(
                HoldId.Parse(row.HoldId), new Money(row.Amount, Currency.Parse(row.Currency)),
                CapsDocument.Read(row.Caps).Counting(), UnixMicros.At(row.ReservedAt), UnixMicros.At(row.ExpiresAt));
            hold.IsConnected = row.ConnectedAt is not null;
        }
    }

    private static async Task ReadPastAsync(Db db, SharedParty party, SharedBook book, CancellationToken cancel)
    {
        var groups = await db.Set<SharedHoldRow>()
            .Where(row => row.Party == party.Key && row.State != "open" && row.CallId != null)
            .GroupBy(row => new
            {
                row.Caps,
                row.Currency,
                Quarter = row.ReservedAt / MicrosPerQuarter,
                Connected = row.ConnectedAt != null,
                IsQualified = row.Reason == Qualified,
                Paid = row.Used > 0 || row.Converted > 0,
            })
            .Select(group => new { group.Key, Count = group.Count(), Used = group.Sum(row => row.Used + row.Converted) })
            .ToListAsync(cancel);
        foreach (var group in groups)
        {
            var counts = CapSlot.IsUsed(
                CapsDocument.Read(group.Key.Caps).Counting(), group.Key.Connected, group.Key.IsQualified, group.Key.Paid);
            book.Use.Remember(
                UnixMicros.At(group.Key.Quarter * MicrosPerQuarter), counts ? group.Count : 0,
                new Money(group.Used, Currency.Parse(group.Key.Currency)));
        }
    }

    /// <summary>Calls that were settled without a slot, because there was no cap on money then.</summary>
    private static async Task ReadEarlierAsync(
        Db db, SharedParty party, (string? Campaign, string? Publisher) of, SharedBook book, CancellationToken cancel)
    {
        var groups = await db.Set<CallRow>()
            .Where(row => (of.Campaign == null || row.Campaign == of.Campaign)
                && (of.Publisher == null || row.Publisher == of.Publisher) && row.RevenueMicros > 0 && !row.Test)
            .Where(row => !db.Set<SharedHoldRow>().Any(hold => hold.Party == party.Key && hold.CallId == row.Id))
            .GroupBy(row => new { row.Currency, Quarter = row.ReceivedAt / MicrosPerQuarter })
            .Select(group => new
            {
                group.Key,
                Revenue = group.Sum(row => row.RevenueMicros ?? 0),
                Payout = group.Sum(row => row.PayoutMicros ?? 0),
            })
            .ToListAsync(cancel);
        foreach (var group in groups.Where(group => group.Key.Currency is not null))
        {
            book.Use.Remember(
                UnixMicros.At(group.Key.Quarter * MicrosPerQuarter), 0,
                new Money(party.CountsPayout ? group.Payout : group.Revenue, Currency.Parse(group.Key.Currency!)));
        }
    }
}
