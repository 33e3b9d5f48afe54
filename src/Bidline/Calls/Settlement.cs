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
    private const string NotSettled = "UPDATE calls SET events = events WHERE id = @p0 AND settled_at IS NULL";

    /// <summary>
    /// Settles a call whose end is durable; does nothing for any other. Throws when a buyer's keeper or the store cannot
    /// be reached: then nothing is lost, and <see cref="SettleAllAsync"/> finds the call again.
    /// </summary>
    public async Task SettleAsync(CallId call, CancellationToken cancel)
    {
        // Read what is durable, not what is on its way: money must not move for an end that a crash could unmake.
        var entries = await log.ReadAsync(call, cancel);
        if (SoldCall.Of(entries) is not { } ended)
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
        await WriteAsync(call, settled, [.. notices?.Of(entries, settled) ?? []], cancel);
        FailPoint.Pass("settle.durable");
        if (await conversions.IsWaitingAsync(call, cancel)) await conversions.BookAsync(call, cancel);
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

    private async Task WriteAsync(
        CallId call, CallEvent.Settled settled, IReadOnlyList<Statement> told, CancellationToken cancel)
    {
        if (await log.ReopenAsync(call, cancel) is not { } journal) return;
        var once = new CommitUnit(new Statement(NotSettled, call.ToString()), told);
        await journal.WriteTogetherAsync(settled, once);
    }

    private static partial class Log
    {
        [LoggerMessage(1110, LogLevel.Error, "{Call} could not be settled now; it stays in the log until it is")]
        public static partial void NotSettled(ILogger logger, CallId call, Exception error);
    }
}
