using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;

namespace Bidline.Billing.Checks;

/// <summary>I3, I5, I10: a call ends one way, is settled once, and costs what was bid.</summary>
internal static class CallChecks
{
    private const long GraceMicros = 5 * UnixMicros.PerSecond;

    public static InvariantResult OneOutcome(Books books)
    {
        var latest = books.Beats.GroupBy(beat => beat.Node.Split('.')[0])
            .Select(machine => machine.MaxBy(beat => beat.StartedAt)!.Node)
            .ToHashSet(StringComparer.Ordinal);
        var broken = books.Calls.Values
            .Where(call => call.Outcomes.Count > 1 || (call.Outcomes.Count == 0 && !latest.Contains(call.Node)))
            .Select(call => $"{call.Id} has {call.Outcomes.Count} outcomes");
        var live = books.Calls.Values.Count(call => call.Outcomes.Count == 0);
        return Finding.Of(
            "I3", "Every call has exactly one outcome", broken, $"{books.Calls.Count} calls, {live} not ended");
    }

    public static InvariantResult EndedCallsAreSettled(Books books)
    {
        var broken = books.Calls.Values
            .Where(call => call.EndedAt is { } at && call.Settlements.Count == 0 && at < books.LastSign - GraceMicros)
            .Select(call => $"{call.Id} ended and was not settled");
        var settled = books.Calls.Values.Count(call => call.Settlements.Count > 0);
        return Finding.Of("I3", "Every call that ended is settled", broken, $"{settled} settled");
    }

    public static InvariantResult SettledOnce(Books books)
    {
        var twice = books.Calls.Values.Where(call => call.Settlements.Count > 1)
            .Select(call => $"{call.Id} was settled {call.Settlements.Count} times");
        var postings = books.Transactions.Where(transaction => transaction.Kind == "call").ToArray();
        var chargedTwice = postings.GroupBy(transaction => transaction.CallId).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key} was charged {group.Count()} times");
        return Finding.Of(
            "I5", "A call is settled and charged at most once", twice.Concat(chargedTwice),
            $"{postings.Length} calls charged");
    }

    public static InvariantResult SettledIsWhatIsBooked(Books books)
    {
        var lines = books.Entries.Where(entry => entry.CallId is not null).ToLookup(entry => entry.CallId!);
        var own = books.Transactions.Where(transaction => transaction.Kind == "call")
            .Select(transaction => transaction.Id).ToHashSet(StringComparer.Ordinal);
        var broken = books.Calls.Values
            .Where(call => call.Settlements.Count > 0)
            .Where(call => !Matches(call, [.. lines[call.Id].Where(line => own.Contains(line.TransactionId))]))
            .Select(call => $"{call.Id} says {call.Settlements[0].Revenue}, and the ledger says otherwise");
        var strangers = books.Transactions.Where(transaction => transaction.Kind == "call")
            .Where(transaction => !books.Calls.TryGetValue(transaction.CallId ?? "", out var call) || call.EndedAt is null)
            .Select(transaction => $"{transaction.Id} charges a call that did not end");
        return Finding.Of(
            "R4", "What a call was settled at is what the ledger has", broken.Concat(strangers),
            $"{own.Count} calls compared line by line");
    }

    public static InvariantResult BilledAtTheWonPrice(Books books)
    {
        var billed = books.Calls.Values
            .Where(call => call.Settlements is [{ Revenue.IsPositive: true }, ..]).ToArray();
        var broken = billed.Where(call => !IsAtWonPrice(call, call.Settlements[0].Revenue))
            .Select(call => $"{call.Id} was billed {call.Settlements[0].Revenue}, which nobody had bid");
        return Finding.Of("I10", "A call is billed at the price of the offer that won it", broken, $"{billed.Length} calls");
    }

    public static InvariantResult UnpaidCallsCostNothing(Books books)
    {
        var unpaid = books.Calls.Values
            .Where(call => call.Sold?.Terms.Unpaid is not null && call.Settlements.Count > 0).ToArray();
        var broken = unpaid.Where(call => IsPaidAnyway(call.Sold!.Terms.Unpaid!, call.Settlements[0]))
            .Select(call => $"{call.Id} was let through unpaid, and settled at {call.Settlements[0].Revenue}"
                + $" with a payout of {call.Settlements[0].Payout}");
        return Finding.Of("I10", "Nobody pays for a duplicate that was let through unpaid", broken, $"{unpaid.Length} calls");
    }

    private static bool IsPaidAnyway(UnpaidTerms unpaid, CallEvent.Settled settled) =>
        (unpaid.Buyer is not null && !settled.Revenue.IsZero) || (unpaid.Publisher is not null && !settled.Payout.IsZero);

    private static bool Matches(CheckedCall call, IReadOnlyList<LedgerEntryRow> lines)
    {
        var settled = call.Settlements[0];
        return Sum(AccountKind.BuyerPrepaid) + Sum(AccountKind.BuyerReceivable) == settled.Revenue.Micros
            && -Sum(AccountKind.PublisherPayable) == settled.Payout.Micros
            && -Sum(AccountKind.PlatformRevenue) == settled.Margin.Micros
            && settled.Posted.HasValue == lines.Count > 0
            && settled.Margin == settled.Revenue - settled.Payout;

        long Sum(AccountKind kind) => lines
            .Where(line => line.Account == ChartOfAccounts.CodeOf(kind) && line.Currency == settled.Revenue.Currency.Code)
            .Sum(line => line.Amount);
    }

    private static bool IsAtWonPrice(CheckedCall call, Money revenue) =>
        call.Sold is { } sold
        && sold.Terms.Price == revenue
        && call.Bids.Any(bid => bid.Target == sold.Target && IsPriceOf(bid.Mechanism, bid.Bid, revenue));

    // In a second-price auction the winner pays what the next one bid: less than its own.
    private static bool IsPriceOf(AuctionType mechanism, Money bid, Money price) =>
        bid.Currency == price.Currency && (mechanism == AuctionType.SecondPrice ? price <= bid : price == bid);
}
