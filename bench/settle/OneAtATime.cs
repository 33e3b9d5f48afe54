using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Bench.Settle;

/// <summary>
/// The peer: what a program does that settles with Entity Framework, call after call. It reads the call and its log, and
/// saves the hold's end, the transaction, its three lines, the event and the call's row as one change. It judges nothing,
/// checks no balance and fences nobody out: the least that could be called settling.
/// </summary>
internal sealed class OneAtATime(Store store, TimeProvider clock)
{
    private static readonly long Price = EndedCalls.Price.Micros;
    private static readonly long Payout = EndedCalls.Price.Percent(80).Micros;

    public async Task SettleAsync(CallId id)
    {
        var (text, now) = (id.ToString(), UnixMicros.Of(clock.GetUtcNow()));
        await using var db = store.Read();
        var log = await db.Set<CallEventRow>().Where(row => row.CallId == text).OrderBy(row => row.Seq).ToListAsync();
        var call = await db.Set<CallRow>().AsTracking().SingleAsync(row => row.Id == text);
        var hold = await db.Set<HoldRow>().AsTracking().SingleAsync(row => row.CallId == text);
        (hold.State, hold.Captured, hold.EndedAt) = ("captured", hold.Amount, now);
        (call.SettledAt, call.RevenueMicros, call.PayoutMicros, call.MarginMicros) = (now, Price, Payout, Price - Payout);
        (call.Qualified, call.Events) = (true, call.Events + 1);
        var transaction = $"led_{text[5..]}";
        db.Add(new LedgerTransactionRow
        {
            Id = transaction, Kind = "call", Key = $"call:{text}", Memo = "Qualified call", CallId = text, BookedAt = now,
        });
        db.AddRange(
            Line(1, "buyer_prepaid", EndedCalls.Buyer.Value, Price), Line(2, "publisher_payable", EndedCalls.Publisher.Value, -Payout),
            Line(3, "platform_revenue", "", Payout - Price));
        db.Add(new CallEventRow
        {
            CallId = text, Seq = log[^1].Seq + 1, At = now, Kind = "settled", Body = "{\"revenue\":\"27.50\",\"payout\":\"22.00\"}",
        });
        await db.SaveChangesAsync();

        LedgerEntryRow Line(int line, string account, string party, long amount) => new()
        {
            TransactionId = transaction, Line = line, Account = account, Party = party, Currency = "USD", Amount = amount,
            CallId = text, BookedAt = now,
        };
    }
}
