namespace Bidline.Calls.Reasons;

/// <summary>Why a ping was not answered with an offer, where no buyer was the cause.</summary>
internal static class PingReasons
{
    private const string Ping = "ping";

    public static IReadOnlyList<ReasonEntry> All { get; } =
    [
        new("ping.endpoint_paused", "720", Ping, "endpoint paused", "endpoint {endpoint} is paused", "operator"),
        new("ping.endpoint_closed", "797", Ping, "endpoint closed at this hour", "closed; opens {opens} ({zone})", "operator"),
        new("ping.rate_limited", "721", Ping, "too many pings", "more than {limit} pings in {window} ({scope})", "publisher"),
        new("ping.loop", "722", Ping, "a loop", "the ping has passed {node} before, at hop {hop}", "publisher"),
        new("ping.caller_loop", "798", Ping, "our own question",
            "buyer {buyer} is being asked about the caller at this moment", "publisher"),
        new("ping.caller_missing", "723", Ping, "no caller", "the caller's number is missing", "publisher"),
        new("ping.caller_invalid", "724", Ping, "not a number", "“{caller}” is not a telephone number", "publisher"),
        new("ping.field_missing", "725", Ping, "a field is missing", "field {field} is missing", "publisher"),
        new("ping.field_empty", "726", Ping, "a field is empty", "field {field} is empty", "publisher"),
        new("ping.field_invalid", "727", Ping, "a field is wrong", "field {field}: {why}", "publisher"),
        new("ping.unreadable", "728", Ping, "not readable", "the ping cannot be read: {why}", "publisher"),
        new("ping.price_below_least", "729", Ping, "below the least bid",
            "{price} is less than the least bid of {least}", "operator"),
        new("ping.no_way", "730", Ping, "no way to call",
            "the publisher takes {wanted} and the endpoint has none", "operator"),
        new("ping.key_reused", "731", Ping, "key used before",
            "this Idempotency-Key came with another request before", "publisher"),
        new("ping.environment", "732", Ping, "unknown environment", "there is no environment “{environment}”", "publisher"),
        new("ping.unknown_offer", "733", Ping, "unknown offer", "there is no such offer on this endpoint", "publisher"),
        new("ping.offer_over", "734", Ping, "the offer is over", "the offer is {state}", "publisher"),
        new("ping.unknown_key", "735", Ping, "unknown key", "no endpoint of this dialect has the key", "publisher"),
        new("ping.price_rejects", "736", Ping, "no price for it",
            "row {row} of the price takes no call where {when}", "operator"),
        new("ping.price_requires", "737", Ping, "needs more for a price", "the price needs {when} (row {row})", "publisher"),
        new("ping.address", "738", Ping, "an address that is not allowed", "the key may not be used from {address}", "publisher"),
        new("ping.signature_missing", "739", Ping, "not signed",
            "the request must be signed: {header} is missing", "publisher"),
        new("ping.signature_stale", "790", Ping, "an old signature",
            "the signature's time is {seconds} s off; 300 are the most", "publisher"),
        new("ping.signature_wrong", "791", Ping, "a wrong signature",
            "the signature is of another request or secret", "publisher"),
        new("ping.open_offers", "792", Ping, "too many open offers", "{limit} open offers are the most", "publisher"),
        new("ping.claim_rate", "793", Ping, "too few calls for its offers",
            "{share} % of the latest {offers} offers became calls; {least} % are the least", "publisher"),
        new("ping.bulk_check", "794", Ping, "a list is checked",
            "more than {limit} callers of one hundred neighbouring numbers in a minute", "publisher"),
        new("ping.tag_variants", "795", Ping, "a price is probed",
            "more than {limit} different sets of tags about one caller in a minute", "publisher"),
        new("ping.caller_offered", "796", Ping, "promised to another publisher",
            "publisher {publisher} holds an offer for the caller until {until}", "operator"),
    ];
}
