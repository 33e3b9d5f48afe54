using Bidline.Billing;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Routing;

/// <summary>Rebuilds a buyer's book from the store: prepayment, open holds, and the calls that count today somewhere.</summary>
internal static class HoldBookReading
{
    /// <summary>Throws <see cref="BuyerKeeperLostException"/> when another keeper has taken over meanwhile.</summary>
    public static async Task<(HoldBook Book, long Epoch)> ReadAsync(
        Store store, BuyerId buyer, string fence, DateTimeOffset now, CancellationToken cancel)
    {
        await using var db = store.Read();
        var own = await db.Set<BuyerEpochRow>()
            .FirstOrDefaultAsync(row => row.Buyer == buyer.Value && row.Fence == fence, cancel)
            ?? throw new BuyerKeeperLostException($"Another keeper of {buyer} took over.");
        var book = new HoldBook();
        await ReadBalanceAsync(db, buyer, book, cancel);
        await ReadHoldsAsync(db, buyer, book, now, cancel);
        return (book, own.Epoch);
    }

    private static async Task ReadBalanceAsync(Db db, BuyerId buyer, HoldBook book, CancellationToken cancel)
    {
        var account = ChartOfAccounts.CodeOf(AccountKind.BuyerPrepaid);
        var sums = await db.Set<LedgerEntryRow>()
            .Where(row => row.Account == account && row.Party == buyer.Value)
            .GroupBy(row => row.Currency)
            .Select(group => new { Currency = group.Key, Sum = group.Sum(row => row.Amount) })
            .ToListAsync(cancel);
        foreach (var sum in sums) book.Book(-new Money(sum.Sum, Currency.Parse(sum.Currency)));
    }

    private static async Task ReadHoldsAsync(
        Db db, BuyerId buyer, HoldBook book, DateTimeOffset now, CancellationToken cancel)
    {
        var since = UnixMicros.Of(now - DayWindow.LengthMax);
        var rows = await db.Set<HoldRow>().AsNoTracking()
            .Where(row => row.Buyer == buyer.Value && (row.State == "open" || row.ReservedAt >= since))
            .Where(row => row.Target != null)
            .ToListAsync(cancel);
        var documents = new Dictionary<string, CapsDocument>(StringComparer.Ordinal);
        foreach (var row in rows) Put(book, row, CapsOf(row.BuyerCaps), CapsOf(row.TargetCaps));

        CapsDocument CapsOf(string text) => documents.TryGetValue(text, out var known)
            ? known
            : documents[text] = CapsDocument.Read(text);
    }

    private static void Put(HoldBook book, HoldRow row, CapsDocument buyerCaps, CapsDocument targetCaps)
    {
        var currency = Currency.Parse(row.Currency);
        var reservedAt = UnixMicros.At(row.ReservedAt);
        var target = new TargetId(row.Target!);
        if (row.State == "open")
        {
            var hold = book.Take(
                HoldId.Parse(row.Id), target, new Money(row.Amount, currency), buyerCaps.Counting(),
                targetCaps.Counting(), reservedAt, UnixMicros.At(row.ExpiresAt));
            hold.IsConnected = row.ConnectedAt is not null;
            return;
        }

        book.Buyer.Remember(Past(row, buyerCaps, reservedAt, currency));
        book.Target(target).Remember(Past(row, targetCaps, reservedAt, currency));
    }

    private static CapSlot Past(HoldRow row, CapsDocument caps, DateTimeOffset reservedAt, Currency currency) =>
        new(reservedAt)
        {
            Counts = CapSlot.IsUsed(caps.Counting(), row.ConnectedAt is not null, row.Captured > 0),
            Spent = new Money(row.Captured, currency),
        };
}
