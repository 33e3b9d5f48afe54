using Bidline.Calls;

namespace Bidline.Pings;

/// <summary>
/// What a publisher may know of why it got no offer. Each reason is in exactly one, so that counts of them add up; who
/// the buyers are and what they said stays with us.
/// </summary>
public enum ReasonClass
{
    /// <summary>Endpoint, campaign or publisher takes nothing now.</summary>
    Paused,

    /// <summary>The publisher's cap, or the campaign's, is full.</summary>
    Capped,

    RateLimited,

    Loop,

    /// <summary>The caller's number is missing or wrong.</summary>
    Caller,

    /// <summary>Another field, or the request itself, is missing or wrong.</summary>
    Field,

    /// <summary>Nobody may take this caller.</summary>
    Filtered,

    /// <summary>Somebody would take this caller and cannot now: closed, capped or busy.</summary>
    Capacity,

    /// <summary>Buyers were asked and none bid, or none enough.</summary>
    NoBid,

    /// <summary>Somebody bid, and it leaves no price to offer.</summary>
    Price,

    /// <summary>There is no number or address to give.</summary>
    NoWay,

    /// <summary>Our own failure.</summary>
    Internal,
}

public static class ReasonClasses
{
    private static readonly string[] Names = [.. Enum.GetValues<ReasonClass>().Select(CallLogRow.Spell)];

    /// <summary>"rate_limited" of RateLimited: how it is spelt in answers and columns.</summary>
    public static string NameOf(ReasonClass it) => Names[(int)it];

    public static ReasonClass Of(string code) => code switch
    {
        "ping.endpoint_paused" or "ping.endpoint_closed" or "call.campaign_paused" or "call.publisher_paused" =>
            ReasonClass.Paused,
        "call.campaign_cap" or "call.publisher_cap" => ReasonClass.Capped,
        "ping.rate_limited" or "ping.open_offers" or "ping.claim_rate" or "ping.bulk_check" or "ping.tag_variants" =>
            ReasonClass.RateLimited,
        "ping.loop" or "ping.caller_loop" or "not_asked.loop" => ReasonClass.Loop,
        "ping.caller_missing" or "ping.caller_invalid" => ReasonClass.Caller,
        "ping.no_way" => ReasonClass.NoWay,
        "ping.price_rejects" or "ping.caller_offered" => ReasonClass.Filtered,
        "ping.price_below_least" or "not_asked.margin" or "rejected.below_margin" => ReasonClass.Price,
        "error.internal" or "call.no_targets" => ReasonClass.Internal,
        _ => Family(code),
    };

    /// <summary>The publisher can change it by what it sends, so it is told the reason itself.</summary>
    public static bool IsThePublishers(ReasonClass it) =>
        it is ReasonClass.RateLimited or ReasonClass.Loop or ReasonClass.Caller or ReasonClass.Field;

    /// <summary>A few words for whoever may know no more.</summary>
    public static string Say(ReasonClass it) => it switch
    {
        ReasonClass.Paused => "not taking calls now",
        ReasonClass.Capped => "the cap is full",
        ReasonClass.RateLimited => "too many pings",
        ReasonClass.Loop => "the ping goes in a circle",
        ReasonClass.Caller => "the caller's number is missing or wrong",
        ReasonClass.Field => "a field is missing or wrong",
        ReasonClass.Filtered => "nobody takes this caller",
        ReasonClass.Capacity => "nobody can take a call now",
        ReasonClass.NoBid => "nobody bid enough",
        ReasonClass.Price => "no price to offer",
        ReasonClass.NoWay => "no number or address to give",
        _ => "something failed on our side",
    };

    private static ReasonClass Family(string code) =>
        Is(code, "ping.") ? ReasonClass.Field
        // Blocked by a list or a rule of the campaign: it is the caller that nobody takes.
        : Is(code, "call.") ? ReasonClass.Filtered
        : Is(code, "not_asked.") ? NotAsked(code)
        : ReasonClass.NoBid;

    private static ReasonClass NotAsked(string code) => code switch
    {
        "not_asked.hours_closed" or "not_asked.holiday" or "not_asked.concurrency" or "not_asked.balance"
            or "not_asked.paused" or "not_asked.pacing" or "not_asked.circuit_open" or "not_asked.qps"
            or "not_asked.in_flight" or "not_asked.calling_hours" or "not_asked.cap_calls" or "not_asked.cap_spend" =>
            ReasonClass.Capacity,
        "not_asked.price_below_floor" or "not_asked.ranked_out" or "not_asked.never_bids" => ReasonClass.NoBid,
        _ => ReasonClass.Filtered,
    };

    private static bool Is(string code, string family) => code.StartsWith(family, StringComparison.Ordinal);
}
