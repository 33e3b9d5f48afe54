using Bidline.Billing;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Routing;

/// <summary>Rebuilds a buyer's book from the store: prepayment, open holds, and every call that may count in a period.</summary>
internal static class HoldBookReading
{
    private const long MicrosPerQuarter = 15 * 60 * UnixMicros.PerSecond;
    private const string Qualified = "pay.qualified";

    /// <summary>Throws <see cref="BuyerKeeperLostException"/> when another keeper has taken over meanwhile.</summary>
    public static async Task<(HoldBook Book, long Epoch)> ReadAsync(
        Store store, BuyerId buyer, string fence, CancellationToken cancel)
    {
        await using var db = store.Read();
        var own = await db.Set<BuyerEpochRow>()
            .FirstOrDefaultAsync(row => row.Buyer == buyer.Value && row.Fence == fence, cancel)
            ?? throw new BuyerKeeperLostException($"Another keeper of {buyer} took over.");
        var book = new HoldBook();
        await ReadBalanceAsync(db, buyer, book, cancel);
        await ReadHoldsAsync(db, buyer, book, cancel);
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

    private static async Task ReadHoldsAsync(Db db, BuyerId buyer, HoldBook book, CancellationToken cancel)
    {
        var caps = new CapsReading();
        var open = await db.Set<HoldRow>().AsNoTracking()
            .Where(row => row.Buyer == buyer.Value && row.State == "open" && row.Target != null).ToListAsync(cancel);
        foreach (var row in open) PutOpen(book, row, caps);
        foreach (var past in await ReadPastAsync(db, buyer, cancel)) PutPast(book, past, caps);
    }

    /// <summary>Ended holds, added up by what decides whether they count: a buyer may have had millions.</summary>
    private static Task<List<PastHolds>> ReadPastAsync(Db db, BuyerId buyer, CancellationToken cancel) => db.Set<HoldRow>()
        .Where(row => row.Buyer == buyer.Value && row.State != "open" && row.Target != null)
        .GroupBy(row => new
        {
            row.Target,
            row.BuyerCaps,
            row.TargetCaps,
            row.Currency,
            Quarter = row.ReservedAt / MicrosPerQuarter,
            Connected = row.ConnectedAt != null,
            Qualified = row.Reason == Qualified,
            Captured = row.Captured > 0 || row.Converted > 0,
        })
        .Select(group => new PastHolds(
            group.Key.Target!, group.Key.BuyerCaps, group.Key.TargetCaps, group.Key.Currency, group.Key.Quarter,
            group.Key.Connected, group.Key.Qualified, group.Key.Captured, group.Count(),
            group.Sum(row => row.Captured + row.Converted)))
        .ToListAsync(cancel);

    private static void PutOpen(HoldBook book, HoldRow row, CapsReading caps)
    {
        var hold = book.Take(
            HoldId.Parse(row.Id), new TargetId(row.Target!), new Money(row.Amount, Currency.Parse(row.Currency)),
            caps.Of(row.BuyerCaps).Counting(), caps.Of(row.TargetCaps).Counting(), UnixMicros.At(row.ReservedAt),
            UnixMicros.At(row.ExpiresAt));
        hold.IsConnected = row.ConnectedAt is not null;
    }

    private static void PutPast(HoldBook book, PastHolds past, CapsReading caps)
    {
        var reservedAt = UnixMicros.At(past.Quarter * MicrosPerQuarter);
        var captured = new Money(past.CapturedMicros, Currency.Parse(past.Currency));
        book.Buyer.Remember(reservedAt, Counting(past.BuyerCaps), captured);
        book.Target(new TargetId(past.Target)).Remember(reservedAt, Counting(past.TargetCaps), captured);

        int Counting(string text) =>
            CapSlot.IsUsed(caps.Of(text).Counting(), past.Connected, past.Qualified, past.Captured) ? past.Count : 0;
    }

    private sealed record PastHolds(
        string Target, string BuyerCaps, string TargetCaps, string Currency, long Quarter, bool Connected, bool Qualified,
        bool Captured, int Count, long CapturedMicros);

    /// <summary>Reads each text once: thousands of holds share it.</summary>
    private sealed class CapsReading
    {
        private readonly Dictionary<string, CapsDocument> _known = new(StringComparer.Ordinal);

        public CapsDocument Of(string text) => _known.TryGetValue(text, out var known)
            ? known
            : _known[text] = CapsDocument.Read(text);
    }
}
