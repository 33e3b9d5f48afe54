using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Checks;

/// <summary>M23 and M24: nothing is taken back twice, and only open disputes withhold money.</summary>
internal static class CorrectionChecks
{
    public static InvariantResult ReversedIsWhatWasBooked(Books books)
    {
        var lines = books.Entries.ToLookup(entry => entry.TransactionId);
        var reversals = books.Transactions.Where(row => row.Reverses is not null).ToArray();
        var broken =
            from original in reversals.GroupBy(row => row.Reverses!)
            let back = original.SelectMany(row => lines[row.Id]).ToArray()
            let booked = lines[original.Key].ToLookup(line => (line.Account, line.Party, line.Currency))
            where back.GroupBy(line => (line.Account, line.Party, line.Currency)).Any(account =>
                !IsWithin(-Sum(account), Sum(booked[account.Key])))
            select $"{original.Key} was taken back beyond what it moved";
        return Finding.Of(
            "M23", "Nothing is taken back beyond what was booked, line by line", broken, $"{reversals.Length} reversals");
    }

    public static async Task<InvariantResult> OnlyOpenDisputesWithholdAsync(Db db, Books books, CancellationToken cancel)
    {
        var rows = await db.Set<DisputeRow>().AsNoTracking().ToListAsync(cancel);
        var suspense = ChartOfAccounts.CodeOf(AccountKind.DisputeSuspense);
        var held = books.Entries.Where(entry => entry.Account == suspense).ToLookup(entry => entry.CallId ?? "");
        var broken = rows.Where(row => row.Booked == 1 && -Sum(held[row.CallId]) != WithheldOf(row))
            .Select(row => $"{row.Id} withholds another amount than it should")
            .Concat(held.Where(call => Sum(call) != 0 && rows.All(row => row.CallId != call.Key))
                .Select(call => $"{call.Key} has money in suspense and no dispute"));
        return Finding.Of("M24", "Only open disputes withhold money", broken, $"{rows.Count} disputes");
    }

    private static Int128 WithheldOf(DisputeRow row) =>
        row.State is "open" or "appealed" ? row.Amount - (row.Accepted ?? 0) : 0;

    private static bool IsWithin(Int128 back, Int128 booked) =>
        booked >= 0 ? back >= 0 && back <= booked : back <= 0 && back >= booked;

    private static Int128 Sum(IEnumerable<LedgerEntryRow> lines) =>
        lines.Aggregate((Int128)0, (sum, line) => sum + line.Amount);
}
