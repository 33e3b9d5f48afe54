using Bidline.Billing;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using static Bidline.Tests.Routing.Orders;

namespace Bidline.Tests.Routing.Races;

/// <summary>
/// One buyer's random operations, one after another. What step n does follows from its number and the model alone, so
/// that a walk that was killed is taken up where it was: the step in flight is simply done again, as a caller would.
/// </summary>
internal sealed class KeeperWalk(int buyer)
{
    // One limit of both: a second one of the same period would take the place of the first.
    private static readonly CapLimit InAll =
        new(CalendarPeriod.Total, KeeperModel.TargetCalls, Money.Usd(KeeperModel.TargetSpend));

    private readonly KeeperModel _model = new((CapCountsOn)(buyer % Enum.GetValues<CapCountsOn>().Length));

    public BuyerId Buyer { get; } = new($"buyer-{buyer}");

    public int Step { get; private set; }

    public decimal Balance => _model.Balance;

    public IEnumerable<HoldId> Open => _model.Open.Select(call => HoldOf(call.Step));

    /// <summary>The next step in the model, and how the keeper is asked for the same.</summary>
    /// <returns>The model's answer, and the keeper's once it is asked.</returns>
    public (string Expected, Func<KeepingHost, Task<string>> Ask) Next()
    {
        var random = new Random(SeedOf(buyer, ++Step));
        var (kind, target, price) = (random.Next(10), random.Next(2), (decimal)random.Next(500, 4_000) / 100);
        return kind switch
        {
            0 => TopUp(random.Next(200)),
            < 5 => Reserve(target, price, twice: random.Next(8) == 0),
            5 => Connect(),
            6 => End(qualified: random.Next(2) == 0, charged: false),
            _ => End(qualified: true, charged: true),
        };
    }

    private (string, Func<KeepingHost, Task<string>>) TopUp(int amount)
    {
        if (amount == 0) return Nothing();
        _model.TopUp(amount);
        var order = new TopUp(Buyer, Money.Usd(amount), $"step-{Step}", "Wire");
        return ("booked", async host => await host.Ledger.TopUpAsync(order, default) is TopUpOutcome.KeyUsed ? "used" : "booked");
    }

    private (string, Func<KeepingHost, Task<string>>) Reserve(int target, decimal price, bool twice)
    {
        var caps = Concurrent(KeeperModel.TargetLines).With(InAll) with
        {
            CountOn = (CapCountsOn)(buyer % Enum.GetValues<CapCountsOn>().Length),
        };
        var call = CallOf(Step);
        var order = new ReserveOrder(
            HoldOf(Step), call, 1, Buyer, new TargetId($"target-{target}-of-{buyer}"), Terms(price),
            Money.Usd(0), Concurrent(KeeperModel.BuyerLines), caps, TimeSpan.FromDays(1));
        return (_model.Reserve(Step, target, price) ?? "held", async host =>
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, twice ? 2 : 1).Select(_ => host.ReserveAsync(order)));
            return string.Join(' ', answers.Select(TextOf).Distinct());
        });
    }

    private (string, Func<KeepingHost, Task<string>>) Connect()
    {
        if (_model.Oldest is not { } call) return Nothing();
        call.Connected = true;
        return ("done", async host =>
        {
            await host.Capacity.ConnectedAsync(Buyer, HoldOf(call.Step));
            return "done";
        });
    }

    private (string, Func<KeepingHost, Task<string>>) End(bool qualified, bool charged)
    {
        if (_model.Oldest is not { } call) return Nothing();
        _model.End(call, qualified, charged);
        var revenue = Money.Usd(charged ? call.Price : 0);
        var order = new SettleOrder(
            CallOf(call.Step), HoldOf(call.Step), Buyer, Terms(call.Price),
            new Sale(revenue, Money.Usd(0), Money.Usd(0)), call.Connected,
            Reason.Of(qualified ? "pay.qualified" : "pay.too_short"));
        return (charged ? "charged" : "released", async host =>
            await host.Capacity.SettleAsync(order, default) is null ? "released" : "charged");
    }

    private static (string, Func<KeepingHost, Task<string>>) Nothing() => ("nothing", _ => Task.FromResult("nothing"));

    private static string TextOf(ReserveOutcome outcome) =>
        outcome is ReserveOutcome.Refused refused ? refused.Reason.Code : "held";

    private CallId CallOf(int step) => new(new Guid(buyer, (short)(step >> 16), (short)step, [0, 1, 2, 3, 4, 5, 6, 7]));

    private HoldId HoldOf(int step) => HoldId.For(CallOf(step), 1);

    private static int SeedOf(int buyer, int step) => unchecked((buyer * 73_856_093) ^ (step * 19_349_663));
}
