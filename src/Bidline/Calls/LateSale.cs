using Bidline.Billing;
using Bidline.Primitives;
using Bidline.Qualification;

namespace Bidline.Calls;

/// <summary>
/// What a conversion adds to a call's settlement: what the call comes to with it, less what was booked before it. Pure:
/// the same log gives the same additions in the same order for ever (money.md M20, M21).
/// </summary>
/// <param name="Added">Both amounts may be zero: then nothing is posted, and it is written down all the same.</param>
public sealed record LateSale(
    CallId Call, CallEvent.ConversionReported Report, CallEvent.FundsHeld Sold, Verdicts Verdicts, Sale Added)
{
    /// <summary>What the call comes to with it.</summary>
    public required Sale Whole { get; init; }

    /// <summary>Unique: the first report of its name is the only one that is taken (money.md M19).</summary>
    public string Key => $"conversion:{Call}:{Report.Name}";

    public TransactionId Transaction => TransactionId.For(Key);

    public bool MovesMoney => !Added.Revenue.IsZero || !Added.Payout.IsZero;

    public string Memo => $"Converted: {Report.Name}";

    /// <summary>The first that is not booked; null when all are, and before the call is settled.</summary>
    public static LateSale? Next(IReadOnlyList<CallLogEntry> log) =>
        All(log).ElementAtOrDefault(log.Count(entry => entry.Event is CallEvent.ConversionBooked));

    /// <summary>Every one of a settled call, booked or not, in the order of the reports.</summary>
    public static IEnumerable<LateSale> All(IReadOnlyList<CallLogEntry> log)
    {
        var settled = log.Select(entry => entry.Event).OfType<CallEvent.Settled>().FirstOrDefault();
        if (settled is null || SoldCall.OfEnded(log) is not { Sold: { } sold } call) yield break;
        var endedAt = log.First(entry => entry.Event is CallEvent.Ended).At;
        var (revenue, payout) = (settled.Revenue, settled.Payout);
        var reported = new List<ReportedEvent>();
        Money? amount = null;
        foreach (var (entry, report) in Reports(log))
        {
            reported.Add(new ReportedEvent(report.Name, entry.At - endedAt));
            if (report.Name == sold.Terms.BuyerRule.Conversion?.Event) amount = report.Amount;
            var verdicts = call.Judge(reported);
            var whole = call.Price(verdicts, amount);
            // What was promised beyond the revenue shows in the payout's reason, as at the settlement.
            var added = new Sale(
                whole.Revenue - revenue, whole.Payout - payout, whole.Promised - payout);
            (revenue, payout) = (whole.Revenue, whole.Payout);
            yield return new LateSale(entry.Call, report, sold, verdicts, added) { Whole = whole };
        }
    }

    public CallEvent.ConversionBooked Booked() => new(
        Report.Id, Verdicts.Buyer.Reason, Settlement.PublisherReason(Verdicts, Added), Added.Revenue, Added.Payout,
        Added.Margin, MovesMoney ? Transaction : null);

    private static IEnumerable<(CallLogEntry, CallEvent.ConversionReported)> Reports(IReadOnlyList<CallLogEntry> log)
    {
        foreach (var entry in log)
            if (entry.Event is CallEvent.ConversionReported report) yield return (entry, report);
    }
}
