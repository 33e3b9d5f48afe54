namespace Bidline.Billing.Checks;

/// <summary>I4: a reservation lives no longer than its call, and ends in what was charged.</summary>
internal static class HoldChecks
{
    public static InvariantResult HoldsEndWithTheirCall(Books books)
    {
        var open = books.Holds.Where(hold => hold.State == "open").ToArray();
        var broken = open
            .Where(hold => !books.Calls.TryGetValue(hold.CallId ?? "", out var call) || call.Settlements.Count > 0)
            .Select(hold => $"{hold.Id} of {hold.Buyer} is open and its call is over")
            .Concat(books.SharedHolds.Where(hold => hold.State == "open")
                .Where(hold => !books.Calls.TryGetValue(hold.CallId ?? "", out var call) || call.Settlements.Count > 0)
                .Select(hold => $"{hold.HoldId} of {hold.Party} is open and its call is over"));
        return Finding.Of(
            "I4", "No reservation outlives its call", broken, $"{books.Holds.Count} reservations, {open.Length} open");
    }

    public static InvariantResult CapturedIsWhatIsCharged(Books books)
    {
        var prepaid = ChartOfAccounts.CodeOf(AccountKind.BuyerPrepaid);
        var own = books.Transactions.Where(transaction => transaction.Kind == "call")
            .Select(transaction => transaction.Id).ToHashSet(StringComparer.Ordinal);
        var charged = books.Entries
            .Where(entry => entry.Account == prepaid && own.Contains(entry.TransactionId))
            .ToLookup(entry => (entry.CallId, entry.Party));
        var captured = books.Holds.Where(hold => hold.State == "captured").ToArray();
        var broken = captured
            .Where(hold => charged[(hold.CallId, hold.Buyer)].Sum(entry => entry.Amount) != hold.Captured)
            .Select(hold => $"{hold.Id} was captured at {hold.Captured} micros, and the ledger says otherwise")
            .Concat(captured.GroupBy(hold => hold.CallId).Where(call => call.Count() > 1)
                .Select(call => $"{call.Key} has captured {call.Count()} reservations"));
        return Finding.Of(
            "I4", "What a reservation captured is what was charged", broken, $"{captured.Length} captured");
    }
}
