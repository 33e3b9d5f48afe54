using Bidline.Postbacks.Notices;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Routing.Traffic;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Calls;

/// <summary>
/// Books what conversions add to calls that are settled. May run late, twice, or after a crash: what is added follows from
/// the log, its posting is one for ever, and it is written down once.
/// </summary>
/// <param name="notices">Tells bidders in the same commit; null tells nobody.</param>
/// <param name="traffic">Counts in the caps of campaigns and publishers; null where no calls are answered.</param>
public sealed class ConversionBooking(
    Store store, CallLog log, Capacity capacity, NoticeDesk? notices = null, TrafficCount? traffic = null)
{
    private const string NotBooked =
        "UPDATE conversions SET state = 'booked', revenue = @p1, payout = @p2, transaction_id = @p3 "
        + "WHERE id = @p0 AND state = 'taken'";

    /// <summary>Does nothing before the call is settled, and when all is booked.</summary>
    public async Task BookAsync(CallId call, CancellationToken cancel)
    {
        while (true)
        {
            var entries = await log.ReadAsync(call, cancel);
            if (LateSale.Next(entries) is not { } next || !await BookAsync(next, entries, cancel)) return;
        }
    }

    /// <summary>Calls with a report that was taken and not booked; live and unsettled ones among them.</summary>
    public async Task<IReadOnlyList<CallId>> UnbookedAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        var calls = await db.Set<ConversionRow>().Where(row => row.State == "taken").Select(row => row.CallId)
            .Distinct().ToListAsync(cancel);
        return calls.ConvertAll(CallId.Parse);
    }

    private async Task<bool> BookAsync(LateSale next, IReadOnlyList<CallLogEntry> entries, CancellationToken cancel)
    {
        if (next.MovesMoney)
        {
            await capacity.ConvertAsync(
                new ConvertOrder(
                    next.Call, next.Sold.Hold, next.Sold.Buyer, next.Sold.Terms.Publisher, next.Added, next.Transaction,
                    next.Key, next.Memo)
                {
                    Shared = next.Sold.Shared ?? [],
                    Whole = next.Whole,
                },
                cancel);
            FailPoint.Pass("conversion.posted");
        }

        var booked = next.Booked();
        if (await log.ReopenAsync(next.Call, cancel) is not { } journal) return false;
        var once = new CommitUnit(
            new Statement(
                NotBooked, next.Report.Id.ToString(), booked.Revenue.Micros, booked.Payout.Micros,
                booked.Posted?.ToString()),
            [.. notices?.Of(entries, booked) ?? []]);
        if (!await journal.WriteTogetherAsync(booked, once)) return false;
        FailPoint.Pass("conversion.durable");
        traffic?.Convert(entries, booked);
        return true;
    }
}
