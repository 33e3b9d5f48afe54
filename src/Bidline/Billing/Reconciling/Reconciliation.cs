using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Billing.Reconciling;

/// <summary>One line of the report: what does not agree, and for how much.</summary>
/// <param name="Id">"R1" to "R13", as in docs/operating/reconcile-the-books.md.</param>
/// <param name="Title">What must agree with what.</param>
/// <param name="Count">What does not agree; zero is well.</param>
/// <param name="Amount">For how much, where it is about money.</param>
/// <param name="Explained">Differences that somebody has explained; they are not in the count.</param>
/// <param name="Detail">What was compared, or the first offenders.</param>
public sealed record ReconciliationLine(
    string Id, string Title, long Count, Money? Amount, long Explained, string Detail)
{
    public bool IsClean => Count == 0;

    internal static ReconciliationLine Of(
        string id, string title, IReadOnlyList<string> offenders, string seen, Money? amount = null, long explained = 0)
    {
        const int shownMax = 5;
        var more = offenders.Count > shownMax ? $"; and {offenders.Count - shownMax} more" : "";
        var detail = offenders.Count == 0 ? seen : string.Join("; ", offenders.Take(shownMax)) + more;
        return new ReconciliationLine(id, title, offenders.Count, amount, explained, detail);
    }
}

/// <summary>
/// Everything that two sides say about the same money, side by side: R1 to R13. The database adds up, so it can be asked
/// beside a running server; `check` shows the same lines after the invariants.
/// </summary>
public static class Reconciliation
{
    public static async Task<IReadOnlyList<ReconciliationLine>> RunAsync(
        Store store, DateTimeOffset now, CancellationToken cancel)
    {
        await using var db = store.Read();
        return
        [
            await LedgerLines.TrialBalanceAsync(db, cancel),
            await LedgerLines.StoredBalancesAsync(db, cancel),
            await LedgerLines.OpenHoldsAsync(db, cancel),
            await LedgerLines.BillableCallsAsync(db, cancel),
            await OutsideLines.CarriersAsync(db, cancel),
            await OutsideLines.PostbacksAsync(db, cancel),
            await DocumentLines.StatementsAsync(db, cancel),
            await OutsideLines.PaymentsAsync(db, cancel),
            await LedgerLines.ChainsAsync(db, now, cancel),
            await LedgerLines.CapsAsync(db, cancel),
            await OutsideLines.RecordingsAsync(db, now, cancel),
            await ReportLines.OutcomesAsync(db, cancel),
            await ReportLines.MoneyAsync(db, cancel),
        ];
    }
}
