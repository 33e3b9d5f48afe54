using Bidline.Billing;
using Bidline.Qualification;
using Bidline.Routing.Traffic;

namespace Bidline.Calls;

/// <summary>What a call that has just ended means for the caps of its campaign and publisher. Pure.</summary>
internal static class CallTraffic
{
    public static TrafficOutcome Of(IReadOnlyList<CallLogEntry> log, CallEvent.Ended ended)
    {
        if (ended.Outcome != CallOutcome.Connected) return TrafficOutcome.NotConnected;
        var sold = SoldCall.HeldFor(log.Select(entry => entry.Event))!;
        var verdicts = Qualifier.Judge(sold.Terms, ended.TalkTime);
        var sale = Pricing.Of(sold.Terms, verdicts.Buyer.IsQualified, verdicts.Publisher.IsQualified);
        return new TrafficOutcome(true, verdicts.Buyer.IsQualified, sale.Revenue, sale.Payout);
    }
}
