using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Corrections;

/// <summary>
/// Moves a dispute's money to where its state says that it belongs. May run late, twice, or after a crash: every entry has
/// a key of its own, and what was booked is looked up before anything is.
/// </summary>
public sealed class DisputeBooking(Store store, Capacity capacity)
{
    private readonly CallCorrection _corrections = new(store, capacity);

    public async Task BookAllAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        var left = await db.Set<DisputeRow>().Where(row => row.Booked == 0).Select(row => row.Id).ToListAsync(cancel);
        foreach (var id in left) await BookAsync(id, cancel);
    }

    public async Task BookAsync(string id, CancellationToken cancel)
    {
        await using var db = store.Read();
        var row = await db.Set<DisputeRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id && row.Booked == 0, cancel);
        if (row is null) return;
        var dispute = row.Read();
        await _corrections.BookAsync(dispute.Call, dispute.Buyer, all => Next(dispute, row.Round, all), cancel);
        // Not when it went on meanwhile: then that step is to be booked.
        await store.Commits.CommitAsync(new CommitUnit(null, [new Statement(
            "UPDATE disputes SET booked = 1 WHERE id = @p0 AND state = @p1 AND round = @p2", id, row.State, row.Round)]));
    }

    /// <summary>The first entry that its state wants and the ledger has not; null when all is booked.</summary>
    private static LedgerTransaction? Next(Dispute dispute, int round, IReadOnlyList<LedgerTransaction> all)
    {
        var (key, money) = ($"dispute:{dispute.Id}:{round}", CallMoneyReading.Of(all));
        var (withheld, released) = (Find(all, $"{key}:withhold"), Find(all, $"{key}:release"));
        // A correction that was booked in the instant of the dispute may have left less.
        var (credited, charged) = (CreditedOf(all, dispute), money.Charged(dispute.Amount.Currency));
        if (dispute.State is "open" or "appealed")
        {
            var disputed = Money.Min(dispute.Amount - credited, charged);
            return withheld is null && disputed.IsPositive
                ? money.Withhold(disputed, dispute.Call, $"{key}:withhold", $"Disputed: {dispute.Reason}")
                : null;
        }

        if (withheld is not null && released is null) return Release(withheld, $"{key}:release");
        var left = Money.Min((dispute.Accepted ?? credited) - credited, charged);
        if (!left.IsPositive) return null;
        var count = all.Count(it => it.Key.StartsWith(CreditKey(dispute), StringComparison.Ordinal));
        return money.TakeBack(left, n => $"{CreditKey(dispute)}{count + n}", $"Dispute accepted: {dispute.Reason}")[0];
    }

    private static string CreditKey(Dispute dispute) => $"dispute:{dispute.Id}:credit:";

    private static LedgerTransaction? Find(IReadOnlyList<LedgerTransaction> all, string key) =>
        all.FirstOrDefault(it => it.Key == key);

    private static LedgerTransaction Release(LedgerTransaction withheld, string key) => new(
        TransactionId.For(key), TransactionKind.Reversal, key, "Dispute decided",
        [.. withheld.Entries.Select(entry => new LedgerEntry(entry.Account, -entry.Amount))], withheld.Call, withheld.Id);

    private static Money CreditedOf(IReadOnlyList<LedgerTransaction> all, Dispute dispute) => all
        .Where(it => it.Key.StartsWith(CreditKey(dispute), StringComparison.Ordinal))
        .SelectMany(it => it.Entries)
        .Where(entry => entry.Account.Kind is AccountKind.BuyerPrepaid or AccountKind.BuyerReceivable)
        .Aggregate(Money.Zero(dispute.Amount.Currency), (sum, entry) => sum - entry.Amount);
}
