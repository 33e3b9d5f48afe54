namespace Bidline.Scenarios.Plans;

/// <summary>
/// What must become of the calls on <see cref="PlanMarket"/>, in the fewest words: one call after the other, and nothing of
/// the program in it. A wave's calls overlap, so that a line that is taken in it stays taken to its end.
/// </summary>
internal sealed class PlanModel
{
    private const int Lines = 8;

    private readonly SortedDictionary<string, decimal> _tally = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _sold = [];
    private int _lines;
    private int _turn;

    /// <summary>How much of each: "calls connected pay.qualified", "bravo dial.busy", "gamma answered", "gamma revenue"…</summary>
    public static SortedDictionary<string, decimal> Of(params IEnumerable<PlannedCall>[] waves)
    {
        var model = new PlanModel();
        foreach (var wave in waves)
        {
            model._lines = 0;
            foreach (var call in wave) model.Add($"calls {model.Take(call)}", 1);
        }

        model.Add("payout", RevenueOf(model._tally) * 0.80m);
        return model._tally;
    }

    public static decimal RevenueOf(SortedDictionary<string, decimal> tally) =>
        tally.Where(each => each.Key.EndsWith(" revenue", StringComparison.Ordinal)).Sum(each => each.Value);

    private string Take(PlannedCall call)
    {
        if (call.Dials == PlannedCall.Closed) return "no_buyer not_asked.hours_closed";
        if (call.Dials == PlannedCall.Small) return Sell("juliet", 11.00m, most: 5) ? Paid : "blocked call.publisher_cap";
        if (call.State == "NY") return "no_buyer not_asked.geo";
        if (call.State == "FL")
        {
            if (_lines++ < Lines && Sell("alpha", 25.00m, int.MaxValue)) return Paid;
            Add("bravo dial.busy", 2);
            Add("charlie dial.no_answer", 1);
        }

        // In turn: gamma and delta for everybody, foxtrot for Texas, each as long as its money lasts.
        (string, decimal, int)[] second = [("gamma", 20.00m, 15), ("delta", 17.50m, 20), ("foxtrot", 15.00m, 10)];
        for (var seat = _turn++; seat < _turn + 2; seat++)
        {
            var (target, price, most) = second[seat % 3];
            if ((target != "foxtrot" || call.State == "TX") && Sell(target, price, most)) return Paid;
        }

        Add("echo dial.hung_up", 1);
        if (Sell("hotel", 12.00m, most: 30)) return Paid;
        return Sell("india", 0, most: 50) ? "connected pay.too_short" : "not_connected dial.hung_up";
    }

    private static string Paid => "connected pay.qualified";

    private bool Sell(string target, decimal price, int most)
    {
        var sold = _sold.GetValueOrDefault(target);
        if (sold == most) return false;
        _sold[target] = sold + 1;
        Add($"{target} answered", 1);
        Add($"{target} revenue", price);
        return true;
    }

    private void Add(string what, decimal more) => _tally[what] = _tally.GetValueOrDefault(what) + more;
}
