using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Checks;

/// <summary>R6 and M20: what buyers reported, what the logs say and what the ledger has are one.</summary>
internal static class ConversionChecks
{
    public static InvariantResult JournalIsWhatTheLogReplaysTo(Books books)
    {
        var own = books.Transactions.Where(row => row.Kind is "call" or "conversion")
            .OrderBy(row => row.Kind, StringComparer.Ordinal).ToLookup(row => row.CallId ?? "");
        var lines = books.Entries.ToLookup(entry => entry.TransactionId);
        var broken = books.Calls.Values.Where(call => !IsReplayed(call, own[call.Id], lines))
            .Select(call => $"{call.Id} replays to another journal than the ledger has");
        return Finding.Of(
            "M20", "The log of every call replays to its journal, byte for byte", broken, $"{books.Calls.Count} calls replayed");
    }

    public static async Task<InvariantResult> ReportsAreConversionsAsync(Db db, Books books, CancellationToken cancel)
    {
        var rows = await db.Set<ConversionRow>().AsNoTracking().ToListAsync(cancel);
        var taken = rows.Where(row => row.State != "refused").ToArray();
        var known = taken.Select(row => row.Id).ToHashSet(StringComparer.Ordinal);
        var strangers =
            from call in books.Calls.Values
            from report in call.Reported
            where !known.Contains(report.Id.ToString())
            select $"{report.Id} of {call.Id} is in the log, and nobody reported it";
        return Finding.Of(
            "R6", "What buyers posted back is what was converted",
            taken.Select(row => WhyNot(row, books)).OfType<string>().Concat(strangers),
            $"{taken.Length} taken, {rows.Count - taken.Length} refused");
    }

    // A call that is settled just now has its money first and its events a moment later.
    private static bool IsReplayed(
        CheckedCall call, IEnumerable<LedgerTransactionRow> rows, ILookup<string, LedgerEntryRow> lines)
    {
        var booked = rows.ToArray();
        if (call.Settlements.Count == 0) return true;
        var replayed = JournalReplay.Of(call.Money);
        return call.Converted.Count == call.Reported.Count
            ? replayed == JournalReplay.Of(Ordered(booked, call), lines)
            : replayed.Length >= JournalReplay.Of(Ordered(booked, call), lines).Length;
    }

    private static IEnumerable<LedgerTransactionRow> Ordered(LedgerTransactionRow[] rows, CheckedCall call)
    {
        var keys = call.Reported.Select(report => $"conversion:{call.Id}:{report.Name}").ToList();
        return rows.OrderBy(row => row.Kind == "call" ? -1 : keys.IndexOf(row.Key));
    }

    private static string? WhyNot(ConversionRow row, Books books)
    {
        if (!books.Calls.TryGetValue(row.CallId, out var call)) return $"{row.Id} is of a call that is not there";
        if (call.Reported.Find(report => report.Id.ToString() == row.Id) is not { } report)
            return $"{row.Id} was taken and is not in the log of {row.CallId}";
        if (report.Name != row.Event || report.Amount?.Micros != row.Amount) return $"{row.Id} says otherwise than the log";
        if (row.State == "taken") return null;
        return call.Converted.Find(booked => booked.Conversion == report.Id) is { } it
            && (it.Revenue.Micros, it.Payout.Micros, it.Posted?.ToString()) == (row.Revenue, row.Payout, row.TransactionId)
                ? null
                : $"{row.Id} was booked otherwise than the log says";
    }
}
