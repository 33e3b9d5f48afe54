namespace Bidline.Calls.Reasons;

/// <summary>Why a ping was not answered with an offer, where no buyer was the cause.</summary>
internal static class PingReasons
{
    private const string Ping = "ping";

    public static IReadOnlyList<ReasonEntry> All { get; } =
    [
        new("ping.endpoint_paused", "680", Ping, "endpoint paused", "endpoint {endpoint} is paused", "operator"),
        new("ping.rate_limited", "681", Ping, "too many pings", "more than {limit} pings in {window} ({scope})", "publisher"),
        new("ping.loop", "682", Ping, "a loop", "the ping has passed {node} before, at hop {hop}", "publisher"),
        new("ping.caller_missing", "683", Ping, "no caller", "the caller's number is missing", "publisher"),
        new("ping.caller_invalid", "684", Ping, "not a number", "“{caller}” is not a telephone number", "publisher"),
        new("ping.field_missing", "685", Ping, "a field is missing", "field {field} is missing", "publisher"),
        new("ping.field_empty", "686", Ping, "a field is empty", "field {field} is empty", "publisher"),
        new("ping.field_invalid", "687", Ping, "a field is wrong", "field {field}: {why}", "publisher"),
        new("ping.unreadable", "688", Ping, "not readable", "the ping cannot be read: {why}", "publisher"),
        new("ping.price_below_least", "689", Ping, "below the least bid",
            "{price} is less than the least bid of {least}", "operator"),
        new("ping.no_way", "690", Ping, "no way to call",
            "the publisher takes {wanted} and the endpoint has none", "operator"),
        new("ping.key_reused", "691", Ping, "key used before",
            "this Idempotency-Key came with another request before", "publisher"),
        new("ping.environment", "692", Ping, "unknown environment", "there is no environment “{environment}”", "publisher"),
        new("ping.unknown_offer", "693", Ping, "unknown offer", "there is no such offer on this endpoint", "publisher"),
        new("ping.offer_over", "694", Ping, "the offer is over", "the offer is {state}", "publisher"),
        new("ping.unknown_key", "695", Ping, "unknown key", "no endpoint of this dialect has the key", "publisher"),
    ];
}
