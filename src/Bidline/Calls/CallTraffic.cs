using Bidline.Routing.Traffic;

namespace Bidline.Calls;

/// <summary>What a call that has just ended means for the caps of its campaign and publisher. Pure.</summary>
internal static class CallTraffic
{
    public static TrafficOutcome Of(IReadOnlyList<CallLogEntry> log, CallEvent.Ended ended)
    {
        if (ended.Outcome != CallOutcome.Connected) return TrafficOutcome.NotConnected;
        // The end itself is still on its way into the log.
        var call = SoldCall.OfEnded([.. log, new CallLogEntry(log[0].Call, log.Count + 1, log[^1].At, log[^1].Offset, ended)])!;
        var verdicts = call.Judge();
        var sale = call.Price(verdicts);
        return new TrafficOutcome(true, verdicts.Buyer.IsQualified, sale.Revenue, sale.Payout);
    }
}
