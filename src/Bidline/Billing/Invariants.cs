using Bidline.Billing.Chains;
using Bidline.Billing.Checks;
using Bidline.Billing.Reconciling;
using Bidline.Storage;

namespace Bidline.Billing;

/// <summary>
/// Proves the books of a store: what must be true after every call, every test and every crash (reliability.md A2).
/// Only reads, so it may run beside a server or on a copy.
/// </summary>
public static class Invariants
{
    /// <summary>One result each, in a fixed order.</summary>
    public static async Task<IReadOnlyList<InvariantResult>> CheckAsync(Store store, CancellationToken cancel)
    {
        await using var db = store.Read();
        var heads = await ChainChecks.HeadsAsync(db, cancel);
        var books = await Books.ReadAsync(db, cancel);
        return
        [
            MoneyChecks.TransactionsBalance(books),
            MoneyChecks.CurrenciesSumToZero(books),
            MoneyChecks.CallsBalance(books),
            MoneyChecks.OneCurrencyEach(books),
            MoneyChecks.NobodyIsOverdrawn(books),
            CallChecks.OneOutcome(books),
            CallChecks.EndedCallsAreSettled(books),
            HoldChecks.HoldsEndWithTheirCall(books),
            CallChecks.SettledOnce(books),
            CapReplay.CapsWereKept(books),
            CallChecks.SettledIsWhatIsBooked(books),
            HoldChecks.CapturedIsWhatIsCharged(books),
            CallChecks.BilledAtTheWonPrice(books),
            CallChecks.UnpaidCallsCostNothing(books),
            await PostbackChecks.DeliveredMeansAcceptedAsync(db, cancel),
            await ChainChecks.LedgerIsChainedAsync(db, heads[Sealer.Ledger], books, cancel),
            await ChainChecks.AuditIsChainedAsync(db, heads[Sealer.Audit], books, cancel),
            .. (await Reconciliation.RunAsync(store, UnixMicros.At(Math.Min(books.LastSign, Latest)), cancel)).Select(Result),
        ];
    }

    /// <summary>Where no server has left a sign: within what an instant can be.</summary>
    private static long Latest => UnixMicros.Of(DateTimeOffset.MaxValue);

    private static InvariantResult Result(ReconciliationLine line) => new(
        line.Id,
        line.Title,
        line.IsClean,
        line.Explained == 0 ? line.Detail : $"{line.Detail} ({line.Explained} explained)");
}

/// <param name="Id">As in reliability.md A2 where it is one of those: "I1".</param>
/// <param name="Title">What must be true, as a sentence.</param>
/// <param name="Detail">What was looked at, or the first offenders.</param>
public sealed record InvariantResult(string Id, string Title, bool Ok, string Detail);
