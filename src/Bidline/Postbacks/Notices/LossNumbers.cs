using System.Globalization;
using Bidline.Calls.Reasons;

namespace Bidline.Postbacks.Notices;

/// <summary>
/// Our reasons as OpenRTB loss reasons (2.5, list 5.25), so that a bidder can count ours with everybody else's. What
/// has no meaning there is above 1,000: our own number of docs/reasons.md on top of it.
/// </summary>
public static class LossNumbers
{
    private const int Own = 1_000;

    public static int Of(string code) => code switch
    {
        "error.internal" => 1,
        "error.timeout" or "rejected.expired" => 2,
        "error.invalid" or "error.http" or "rejected.currency" or "rejected.number" or "rejected.duplicate_answer" => 3,
        "no_bid.zero_price" => 9,
        "rejected.below_floor" or "rejected.below_tier_minimum" => 100,
        "lost.price" or "lost.tie" or "lost.not_awaited" or "lost.expected_revenue" => 102,
        "call.caller_hangup_auction" or "call.caller_hangup_ringing" => 2,
        _ => int.TryParse(ReasonCatalogue.Find(code)?.Number, CultureInfo.InvariantCulture, out var number)
            ? Own + number
            : Own,
    };
}
