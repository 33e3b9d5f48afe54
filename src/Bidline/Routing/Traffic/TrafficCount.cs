using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Qualification;

namespace Bidline.Routing.Traffic;

/// <summary>Counts a call that was charged after it had ended in the caps of its campaign and publisher.</summary>
public sealed class TrafficCount(TrafficMeter meter, BookShelf shelf)
{
    public void Convert(IReadOnlyList<CallLogEntry> log, CallEvent.ConversionBooked booked)
    {
        if (log[0].Event is not CallEvent.Received { Campaign: { } campaign, Publisher: { } publisher } received) return;
        var before = Before(log);
        var after = new TrafficOutcome(
            true, before.Qualified || Verdict.IsMet(booked.BuyerVerdict), before.Revenue + booked.Revenue,
            before.Payout + booked.Payout);
        meter.Convert(
            TrafficReading.PartiesOf(shelf.Current, campaign, publisher), received.Inbound.ReceivedAt, before, after);
    }

    private static TrafficOutcome Before(IReadOnlyList<CallLogEntry> log)
    {
        var settled = log.Select(entry => entry.Event).OfType<CallEvent.Settled>().First();
        var first = new TrafficOutcome(true, Verdict.IsMet(settled.BuyerVerdict), settled.Revenue, settled.Payout);
        return log.Select(entry => entry.Event).OfType<CallEvent.ConversionBooked>().Aggregate(first, (sum, one) => sum with
        {
            Qualified = sum.Qualified || Verdict.IsMet(one.BuyerVerdict),
            Revenue = sum.Revenue + one.Revenue,
            Payout = sum.Payout + one.Payout,
        });
    }
}
