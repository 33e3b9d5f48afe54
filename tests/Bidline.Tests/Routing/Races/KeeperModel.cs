using Bidline.Campaigns;

namespace Bidline.Tests.Routing.Races;

/// <summary>One buyer's keeper in the fewest words: it remembers every call and counts them all each time.</summary>
internal sealed class KeeperModel(CapCountsOn countsOn)
{
    public const int TargetLines = 3;
    public const int BuyerLines = 5;
    public const int TargetCalls = 150;
    public const int TargetSpend = 9_000;

    private readonly List<Call> _calls = [];

    public decimal Balance { get; private set; }

    public IEnumerable<Call> Open => _calls.Where(call => call.Open);

    public Call? Oldest => _calls.Find(call => call.Open);

    public void TopUp(decimal amount) => Balance += amount;

    /// <summary>The code of the first limit that forbids the call; null when it is taken.</summary>
    public string? Reserve(int step, int target, decimal price)
    {
        var ofTarget = _calls.Where(call => call.Target == target).ToArray();
        var refusal =
            ofTarget.Count(call => call.Open) >= TargetLines ? "not_asked.concurrency"
            : ofTarget.Count(Counts) >= TargetCalls ? "not_asked.cap_calls"
            : ofTarget.Sum(call => call.Spent) + price > TargetSpend ? "not_asked.cap_spend"
            : Open.Count() >= BuyerLines ? "not_asked.concurrency"
            : Balance - Open.Sum(call => call.Price) < price ? "rejected.balance"
            : null;
        if (refusal is null) _calls.Add(new Call(step, target, price));
        return refusal;
    }

    public void End(Call call, bool qualified, bool charged)
    {
        (call.Open, call.Qualified, call.Charged) = (false, qualified, charged);
        // What is charged was connected, also where the word of it was lost.
        call.Connected |= charged;
        if (charged) Balance -= call.Price;
    }

    private bool Counts(Call call) => call.Open || countsOn switch
    {
        CapCountsOn.Attempted => true,
        CapCountsOn.Connected => call.Connected,
        CapCountsOn.Qualified => call.Qualified,
        _ => call.Charged,
    };

    internal sealed class Call(int step, int target, decimal price)
    {
        public int Step { get; } = step;

        public int Target { get; } = target;

        public decimal Price { get; } = price;

        public bool Open { get; set; } = true;

        public bool Connected { get; set; }

        public bool Qualified { get; set; }

        public bool Charged { get; set; }

        public decimal Spent => Open || Charged ? Price : 0;
    }
}
