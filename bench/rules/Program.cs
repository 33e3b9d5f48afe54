using System.Diagnostics;
using System.Globalization;
using Bidline.Bench.Rules;
using Bidline.Campaigns.BidRules;
using Bidline.Primitives;

// What a bid by ten thousand rules costs, and what looking at every row would.
foreach (var (name, about, row) in Tables.All)
{
    var watch = Stopwatch.StartNew();
    var table = Tables.Of(row);
    var made = watch.Elapsed.TotalMilliseconds;
    var calls = Enumerable.Range(0, 64).Select(Tables.Call).ToArray();
    foreach (var call in calls)
    {
        if (table.Run(call).Bid != Scanned(table, call)) throw new InvalidOperationException("The index and the scan differ.");
    }

    var (fast, bytes) = Measure(call => table.Run(call).Bid, calls);
    var (slow, _) = Measure(call => Scanned(table, call), calls);
    var applied = calls.Average(call => table.Run(call).Applied);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name,-9} {fast,8:0.0} us, {bytes,5:0} B, {applied,7:0.0} rows applied; every row looked at: {slow,7:0} us; "
        + $"read and compiled in {made:0} ms  ({about})"));
}

static Money? Scanned(BidRuleTable table, Func<string, string?> read)
{
    var bid = table.Base;
    foreach (var rule in table.Rules)
    {
        if (rule.Holds(read) != true) continue;
        if (rule.Action is BidRuleAction.Reject) return null;
        bid = rule.Action.Apply(bid);
    }

    return bid.IsNegative ? Money.Zero(bid.Currency) : bid;
}

// Processor time of this thread would be better still; the median of many short rounds is what a busy machine allows.
static (double Micros, double Bytes) Measure(Func<Func<string, string?>, Money?> bid, Func<string, string?>[] calls)
{
    var rounds = new List<double>();
    var end = Stopwatch.StartNew();
    var allocated = 0L;
    var runs = 0L;
    while (end.ElapsedMilliseconds < 1_500 || rounds.Count < 20)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        foreach (var call in calls) bid(call);
        rounds.Add(watch.Elapsed.TotalMicroseconds / calls.Length);
        allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        runs += calls.Length;
    }

    rounds.Sort();
    return (rounds[rounds.Count / 2], (double)allocated / runs);
}
