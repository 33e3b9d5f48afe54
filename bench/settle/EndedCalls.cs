using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Ingress;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;

namespace Bidline.Bench.Settle;

/// <summary>Calls that were sold, talked for 131 seconds and ended, as the live half leaves them: not settled yet.</summary>
internal sealed class EndedCalls(Store store, CallLog log, Capacity capacity, TimeProvider clock)
{
    public static BuyerId Buyer { get; } = new("acme");

    public static PublisherId Publisher { get; } = new("zeta");

    public static Money Price { get; } = Money.Usd(27.50m);

    private const int AtOnce = 64;

    private static readonly TargetId Target = new("acme-fl");
    private static readonly QualifyRule Rule = new(TimeSpan.FromSeconds(90));
    private static readonly SaleTerms Terms = new(
        Price, Rule, Publisher, new PayoutTerms.PercentOfRevenue(80, null, null), Rule);

    public async Task<List<CallId>> MakeAsync(int count)
    {
        var calls = Enumerable.Range(0, count).Select(_ => CallId.New(clock)).ToList();
        await Parallel.ForEachAsync(
            calls, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (call, _) => await MakeAsync(call));
        return calls;
    }

    private async Task MakeAsync(CallId call)
    {
        var (journal, hold) = (log.Start(call), HoldId.For(call, 1));
        var inbound = new InboundCall(
            call, clock.GetUtcNow(), new TrunkId("lab"), PhoneNumber.Parse("+18005550100"), PhoneNumber.Parse("+13055550142"),
            new Dictionary<string, string>(), "A", "127.0.0.1:5060", call.ToString());
        var order = new ReserveOrder(
            hold, call, 1, Buyer, Target, Terms, Money.Usd(0), Caps.None, Caps.None, TimeSpan.FromHours(2));
        if (await capacity.ReserveAsync(order, default) is not ReserveOutcome.Held)
            throw new InvalidOperationException("The bench's buyer has no money left.");
        foreach (var happened in (CallEvent[])
            [
                new CallEvent.Received(inbound, new CampaignId("auto-fl"), Publisher, 1, "hash", store.Node),
                new CallEvent.FundsHeld(1, hold, Target, Buyer, Terms),
                new CallEvent.DialStarted(1, Target, "sip:sales@127.0.0.1:5070"),
                new CallEvent.Connected(1, Target, TimeSpan.FromSeconds(6)),
                new CallEvent.Ended(
                    CallOutcome.Connected, Reason.Of("won"), EndedBy.Caller, TimeSpan.FromSeconds(131), new MediaCounts(1, 1, 0)),
            ]) await journal.WriteDurablyAsync(happened);
    }
}
