using Bidline.Calls.Reasons;
using static Bidline.Reports.MetricForms;

namespace Bidline.Reports.Topics;

/// <summary>
/// From a publisher's question to money. Of each ping it is told where it ended, so that what is lost at a step is in
/// exactly one class, and the losses and the billed calls add up to the pings.
/// </summary>
public static class PingFunnel
{
    public const string View = "funnel";

    /// <summary>The ends of pings: what stands before the dot says at which step, what stands after it says why.</summary>
    public const string NoOffer = "no_offer", Repeated = "repeated", Offer = "offer", Call = "call", Unbilled = "unbilled",
        Billed = "billed";

    private const string Used = "p.outcome = 'offered' AND held.state = 'used'";

    private static readonly string Revenue = Measures.Charged.Sql!;

    private static readonly Measure Pings = new("pings", MeasureUnit.Calls, null) { OfPing = "1" };

    private static readonly Measure Priced = Where("priced", "p.outcome <> 'rejected'");

    private static readonly Measure Offers = Where("offers", "p.outcome = 'offered'");

    private static readonly Measure Arrived = Where("used", Used);

    private static readonly Measure Sold = Where("ping_sold", $"{Used} AND c.outcome = 'connected'");

    private static readonly Measure Paying = Where("ping_billed", $"{Used} AND {Revenue} > 0");

    private static readonly Measure Prices = new("offered_prices", MeasureUnit.Money, null)
    {
        OfPing = "CASE WHEN p.outcome = 'offered' AND p.currency = {currency} THEN p.price_micros ELSE 0 END",
    };

    private static readonly Measure Income = new("ping_revenue", MeasureUnit.Money, null)
    {
        OfPing = $"CASE WHEN {Used} THEN {Revenue} ELSE 0 END",
    };

    private static readonly Measure Paid = new("ping_payout", MeasureUnit.Money, null)
    {
        OfPing = $"CASE WHEN {Used} THEN {Measures.Paid.Sql} ELSE 0 END",
    };

    public static ReportTopic Topic { get; } = new(
        [
            new("endpoint", "Endpoint", "Where the publisher asked.", DimensionSource.Call, null) { OfPing = _ => "p.endpoint" },
            new("ping_end", "Where it ended", "The step that a ping did not pass, and why; of one that passed all: billed.",
                DimensionSource.Call, null) { OfPing = _ => End, Name = (_, end) => Say(end) },
        ],
        [
            Count(Pings, "Pings", "Questions of publishers that came with a key that is known; tests are left out.", null),
            Count(Priced, "Answered with a price", "Pings that were answered with an offer, a new one or the same again.", true),
            Count(Offers, "Offers made", "New promises of a price, each with a reservation.", true),
            Count(Arrived, "Offers used", "Offers whose caller called in time.", true),
            Count(Sold, "Sold calls of offers", "Calls of used offers that a target answered.", true),
            Count(Paying, "Billed calls of offers", "Calls of used offers whose revenue is above zero.", true),
            Share("offer_rate", "Offer %", "Offers made / pings.", Offers, Pings, true),
            Share("use_rate", "Used %", "Offers used / offers made.", Arrived, Offers, true),
            Per("avg_offer", "Average offered price", "Prices of offers made / offers made.", MetricUnit.Money, Prices, Offers),
            Money(Income, "Revenue of offers", "Charged to buyers for calls of used offers.", true),
            Money(Paid, "Payout of offers", "Credited to publishers for calls of used offers.", null),
            Per("rpp", "Revenue per ping", "Revenue of offers / pings.", MetricUnit.Money, Income, Pings),
        ],
        new ShippedReport("ping_funnel", "Ping funnel",
            "Of all that publishers ask, what becomes money, and where is the rest lost?",
            ["publisher", "campaign"],
            ["pings", "priced", "offers", "offer_rate", "used", "use_rate", "ping_sold", "ping_billed", "ping_revenue", "rpp"])
        {
            View = View,
        });

    private static string End =>
        $"CASE WHEN p.outcome = 'rejected' THEN '{NoOffer}.' || COALESCE(p.reason_class, 'unknown')"
        + $" WHEN p.outcome = 'cached' THEN '{Repeated}'"
        + $" WHEN COALESCE(held.state, '') <> 'used' THEN '{Offer}.' || COALESCE(held.state, 'unknown')"
        + $" WHEN COALESCE(c.outcome, 'live') <> 'connected' THEN '{Call}.' || COALESCE(c.outcome, 'live')"
        + $" WHEN {Revenue} > 0 THEN '{Billed}' ELSE '{Unbilled}.' || COALESCE(c.reason, 'unknown') END";

    private static string Say(string end) => end.Split('.', 2) switch
    {
        [NoOffer, var why] => $"No offer: {Words(why)}",
        [Repeated] => "The same offer again",
        [Offer, "open"] => "Offer still open",
        [Offer, var state] => $"Offer {Words(state)}",
        [Call, "live"] => "Call still live",
        [Call, var outcome] => $"Call {Words(outcome)}",
        [Unbilled, "unknown"] => "Not billed yet",
        [Unbilled, var reason] => $"Not billed: {ReasonCatalogue.Brief(reason)}",
        _ => "Billed",
    };

    private static string Words(string key) => key.Replace('_', ' ');

    private static Measure Where(string id, string condition) =>
        new(id, MeasureUnit.Calls, null) { OfPing = $"CASE WHEN {condition} THEN 1 ELSE 0 END" };
}
