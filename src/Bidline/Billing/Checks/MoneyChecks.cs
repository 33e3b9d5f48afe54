using Bidline.Primitives;

namespace Bidline.Billing.Checks;

/// <summary>I1 and I2: money is neither made nor lost, and nobody spends what is not there.</summary>
internal static class MoneyChecks
{
    public static InvariantResult TransactionsBalance(Books books)
    {
        var lines = books.Entries.ToLookup(entry => entry.TransactionId);
        var broken = books.Transactions
            .Where(transaction => lines[transaction.Id].Count() < 2
                || lines[transaction.Id].GroupBy(line => line.Currency).Any(group => SumOf(group) != 0))
            .Select(transaction => $"{transaction.Id} does not balance")
            .Concat(lines.Select(group => group.Key).Except(books.Transactions.Select(row => row.Id))
                .Select(id => $"{id} has lines and no transaction"));
        return Finding.Of(
            "I1", "Every ledger transaction balances", broken,
            $"{books.Transactions.Count} transactions, {books.Entries.Count} lines");
    }

    public static InvariantResult CurrenciesSumToZero(Books books)
    {
        var sums = books.Entries.GroupBy(entry => entry.Currency).ToDictionary(group => group.Key, SumOf);
        return Finding.Of(
            "I1", "All accounts of a currency sum to zero",
            sums.Where(sum => sum.Value != 0).Select(sum => $"{sum.Key} is off by {sum.Value} micros"),
            sums.Count == 0 ? "no money yet" : string.Join(", ", sums.Keys.Order(StringComparer.Ordinal)));
    }

    public static InvariantResult CallsBalance(Books books)
    {
        var calls = books.Entries.Where(entry => entry.CallId is not null).ToLookup(entry => entry.CallId!);
        var broken = calls
            .Where(call => call.GroupBy(entry => entry.Currency).Any(group => SumOf(group) != 0))
            .Select(call => $"{call.Key} does not balance");
        return Finding.Of("I1", "The entries of every call sum to zero", broken, $"{calls.Count} calls with money");
    }

    /// <summary>An exchange is two transactions through fx_clearing, never one of two currencies (money.md M10).</summary>
    public static InvariantResult OneCurrencyEach(Books books)
    {
        var broken = books.Entries.GroupBy(entry => entry.TransactionId)
            .Where(group => group.Select(entry => entry.Currency).Distinct().Skip(1).Any())
            .Select(group => $"{group.Key} has lines of more than one currency");
        return Finding.Of(
            "M10", "No ledger transaction mixes currencies", broken, $"{books.Transactions.Count} transactions");
    }

    /// <summary>Credit is what the buyer's reservations were granted under: the market may have changed since.</summary>
    public static InvariantResult NobodyIsOverdrawn(Books books)
    {
        var prepaid = ChartOfAccounts.CodeOf(AccountKind.BuyerPrepaid);
        var balances = books.Entries.Where(entry => entry.Account == prepaid)
            .GroupBy(entry => (entry.Party, entry.Currency))
            .ToDictionary(group => group.Key, group => -SumOf(group));
        var holds = books.Holds.ToLookup(hold => (hold.Buyer, hold.Currency));
        var keys = balances.Keys.Union(holds.Select(group => group.Key)).ToArray();
        var broken =
            from key in keys
            let held = holds[key].Where(hold => hold.State == "open").Sum(hold => (Int128)hold.Amount)
            let credit = holds[key].Select(hold => hold.CreditLimit).DefaultIfEmpty().Max()
            let free = balances.GetValueOrDefault(key) - held + credit
            where free < 0
            select $"{key.Item1} is overdrawn by {new Money((long)-free, Currency.Parse(key.Item2))}";
        return Finding.Of("I2", "Nobody has spent or reserved more than there is", broken, $"{keys.Length} buyers");
    }

    private static Int128 SumOf(IEnumerable<Storage.LedgerEntryRow> entries) =>
        entries.Aggregate((Int128)0, (sum, entry) => sum + entry.Amount);

    private static Int128 Sum<T>(this IEnumerable<T> items, Func<T, Int128> amount) =>
        items.Aggregate((Int128)0, (sum, item) => sum + amount(item));
}
