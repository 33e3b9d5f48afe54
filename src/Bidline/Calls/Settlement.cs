using Bidline.Billing;
using Bidline.Postbacks.Notices;
using Bidline.Primitives;
using Bidline.Qualification;
using Bidline.Routing;
using Bidline.Storage;
using Microsoft.Extensions.Logging;

namespace Bidline.Calls;

/// <summary>
/// The settled half of a call, from its log alone: what counted, for whom, and what it cost. It may run late, twice, or
/// after a crash: the verdicts are pure, the posting is one for ever (its id is made of the call's), and a call is
/// written down as settled once.
/// </summary>
/// <param name="conversions">Books what was reported while the call went on, or just before it was settled.</param>
/// <param name="notices">Tells bidders in the same commit; null tells nobody.</param>
public sealed partial class Settlement(
    CallLog log, Capacity capacity, ConversionBooking conversions, ILogger<Settlement> logger, NoticeDesk? notices = null)
{
    /// <summary>
    /// Settles a call whose end is durable; does nothing for any other. Throws when a buyer's keeper or the store cannot
    /// be reached: then nothing is lost, and <see cref="SettleAllAsync"/> finds the call again.
    /// </summary>
    public async Task SettleAsync(CallId call, CancellationToken cancel)
    {
        if (await log.ReopenAsync(call, cancel) is not { } journal) return;
        if (await FindAsync(journal, cancel) is not ({ } ended, var entries))
        {
            await conversions.BookAsync(call, cancel);
            return;
        }

        var verdicts = ended.Judge();
        var sale = ended.Price(verdicts);
        FailPoint.Pass("settle.judged");
        await ReleaseLeftOverAsync(ended);
        var posted = await PostAsync(call, ended, verdicts, sale, cancel);
        FailPoint.Pass("settle.posted");
        var settled = Settled(verdicts, sale, posted);
        var told = new CommitUnit(null, [.. notices?.Of(entries, settled) ?? []]);
        var isFirst = await journal.WriteTogetherAsync(settled, told);
        FailPoint.Pass("settle.durable");
        if (!isFirst || IsConversionWaiting(journal)) await conversions.BookAsync(call, cancel);
    }

    /// <summary>
    /// Settles every call that ended and was not settled: after a crash, or when the store was in trouble. One that
    /// cannot be settled does not keep the others from it.
    /// </summary>
    /// <returns>How many could not be settled.</returns>
    public async Task<int> SettleAllAsync(CancellationToken cancel)
    {
        var failed = 0;
        foreach (var call in await log.UnsettledAsync(cancel))
            if (!await TryAsync(call, () => SettleAsync(call, cancel))) failed++;
        foreach (var call in await conversions.UnbookedAsync(cancel))
            if (!await TryAsync(call, () => conversions.BookAsync(call, cancel))) failed++;
        return failed;
    }

    private async Task<bool> TryAsync(CallId call, Func<Task> settle)
    {
        try
        {
            await settle();
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.NotSettled(logger, call, e);
            return false;
        }
    }

    /// <summary>
    /// What is durable, not what is on its way: money must not move for an end that a crash could unmake. The journal
    /// that the call was written on knows it. Where that proves no end, or says that all is settled, the store is asked:
    /// another process may have ended the call for this one.
    /// </summary>
    private async Task<(SoldCall? Ended, IReadOnlyList<CallLogEntry> Entries)> FindAsync(
        CallJournal journal, CancellationToken cancel)
    {
        var entries = journal.Durable;
        if (SoldCall.Of(entries) is { } ended) return (ended, entries);
        entries = await log.ReadAsync(journal.Call, cancel);
        return (SoldCall.Of(entries), entries);
    }

    /// <summary>
    /// Once Settled is committed the journal has every report before it: a report is one commit with its event, events have
    /// one order by their numbers, and a number that another process took is taken over first. Whoever reports after it
    /// finds the call settled and books the report himself (<see cref="Conversions"/>).
    /// </summary>
    private static bool IsConversionWaiting(CallJournal journal) => LateSale.Next(journal.Durable) is not null;

    private async Task ReleaseLeftOverAsync(SoldCall ended)
    {
        foreach (var hold in ended.LeftOver)
            await capacity.ReleaseAsync(hold, ended.Ended.Reason);
    }

    private async Task<TransactionId?> PostAsync(
        CallId call, SoldCall ended, Verdicts verdicts, Sale sale, CancellationToken cancel)
    {
        if (ended.Sold is not { } sold) return null;
        var order = new SettleOrder(
            call, sold.Hold, sold.Buyer, sold.Terms, sale, Connected: true, verdicts.Buyer.Reason)
        {
            Shared = sold.Shared ?? [],
        };
        return await capacity.SettleAsync(order, cancel);
    }

    private static CallEvent.Settled Settled(Verdicts verdicts, Sale sale, TransactionId? posted) => new(
        verdicts.Buyer.Reason,
        PublisherReason(verdicts, sale),
        sale.Revenue,
        sale.Payout,
        sale.Margin,
        posted);

    internal static Reason PublisherReason(Verdicts verdicts, Sale sale) =>
        sale.IsLimited ? Limited(verdicts.Publisher.Reason, sale) : verdicts.Publisher.Reason;

    /// <summary>The publisher's rule was met, and its terms promised more than the call brought in.</summary>
    private static Reason Limited(Reason verdict, Sale sale) => new(
        "pay.cap_payout",
        new Dictionary<string, string>(verdict.Values)
        {
            ["promised"] = sale.Promised.ToDecimalString(),
            ["paid"] = sale.Payout.ToDecimalString(),
        });

    private static partial class Log
    {
        [LoggerMessage(1110, LogLevel.Error, "{Call} could not be settled now; it stays in the log until it is")]
        public static partial void NotSettled(ILogger logger, CallId call, Exception error);
    }
}
