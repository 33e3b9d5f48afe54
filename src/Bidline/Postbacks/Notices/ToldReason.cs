using Bidline.Calls.Reasons;
using Bidline.Primitives;

namespace Bidline.Postbacks.Notices;

/// <summary>
/// A reason as the bidder it is about may know it: its code always, of the compared values only those that are its own.
/// Others' bids and names, the publisher's margin and how the campaign orders its targets are nobody's business
/// (trace.md 3.11).
/// </summary>
internal static class ToldReason
{
    public static Reason Of(Reason reason)
    {
        var own = OwnValues(reason.Code);
        return new Reason(reason.Code, reason.Values.Where(value => own.Contains(value.Key)).ToDictionary());
    }

    public static string Say(Reason reason) => ReasonCatalogue.Brief(reason.Code);

    private static string[] OwnValues(string code) => code switch
    {
        "lost.price" => ["own"],
        "lost.tie" => ["price"],
        "lost.not_awaited" => ["max"],
        "rejected.below_floor" => ["bid", "floor"],
        "rejected.below_tier_minimum" => ["bid", "least"],
        "rejected.above_max" => ["bid", "max"],
        "rejected.currency" => ["currency", "accepted"],
        "rejected.number" => ["number", "rule"],
        "rejected.expired" => ["until", "needed"],
        "rejected.terms" => ["seconds", "max"],
        "error.timeout" => ["ms"],
        "error.unreachable" => ["step", "message"],
        "error.http" => ["status", "rule"],
        "error.invalid" => ["path", "expected", "got"],
        "dial.no_answer" or "dial.busy" or "dial.declined" or "dial.unavailable" => ["seconds", "status"],
        "dial.hung_up" => ["seconds"],
        "dial.not_confirmed" => ["text", "code"],
        "dial.confirm_failed" => ["cause", "status", "step", "message", "path", "expected", "got", "ms"],
        "dial.terms_changed" => ["term", "confirmed", "bid"],
        "pay.qualified" or "pay.too_short" => ["needed", "got", "short"],
        "not_asked.concurrency" or "not_asked.cap_calls" or "not_asked.cap_spend" =>
            ["whose", "window", "used", "limit", "resets", "zone"],
        "rejected.balance" => ["balance", "credit", "price"],
        _ => [],
    };
}
