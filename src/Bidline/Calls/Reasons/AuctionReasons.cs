namespace Bidline.Calls.Reasons;

/// <summary>Why a candidate was not asked, did not bid, or lost.</summary>
internal static class AuctionReasons
{
    private const string NotAsked = "not asked";
    private const string NoBid = "no bid";
    private const string Error = "error";
    private const string Rejected = "answer rejected";
    private const string Lost = "lost";

    public static IReadOnlyList<ReasonEntry> All { get; } =
    [
        new("not_asked.paused", "510", NotAsked, "paused", "the {what} {id} is paused", "buyer, operator"),
        new("not_asked.hours_closed", "511", NotAsked, "closed at this hour",
            "closed: now {local}, opens {opens} ({zone})", "buyer, operator"),
        new("not_asked.holiday", "512", NotAsked, "closed for a holiday",
            "closed for {holiday}[, opens {opens} ({zone})]", "buyer, operator"),
        new("not_asked.cap_calls", "513", NotAsked, "at its cap",
            "cap of the {whose} per {window}: {used} of {limit}[, resets {resets}][ ({zone})]", "buyer, operator"),
        new("not_asked.cap_spend", "514", NotAsked, "at the spend cap",
            "spend cap of the {whose} per {window}: {used} of {limit}[, resets {resets}][ ({zone})]", "buyer"),
        new("not_asked.concurrency", "515", NotAsked, "with all lines busy",
            "{used} of {limit} lines of the {whose} are busy", "buyer, operator"),
        new("not_asked.pacing", "516", NotAsked, "held back by pacing", "pacing: {used} of {allowed} so far", "buyer"),
        new("not_asked.balance", "517", NotAsked, "out of funds", "free balance {balance} is below the price {price}", "buyer"),
        new("not_asked.geo", "518", NotAsked, "not taking the caller's state",
            "takes {states}, the caller is in {state}", "buyer"),
        new("not_asked.filter", "519", NotAsked, "filtered out", "{field} is {value}, needs {op} {wanted}", "buyer, publisher"),
        new("not_asked.field_missing", "520", NotAsked, "missing a field",
            "needs {field}, and the call came without it", "publisher"),
        new("not_asked.publisher_blocked", "521", NotAsked, "not taking this publisher",
            "does not take publisher {alias}", "buyer"),
        new("not_asked.duplicate_for_buyer", "522", NotAsked, "had this caller before",
            "the same caller {days} days ago, within its {window} days", "rule"),
        new("not_asked.consent", "523", NotAsked, "without consent", "consent {field} is missing or has expired", "publisher"),
        new("not_asked.price_below_floor", "524", NotAsked, "priced below the floor",
            "fixed price {price} is below the floor of {floor}[ (rule {rule})]", "operator, buyer"),
        new("not_asked.margin", "525", NotAsked, "leaving too little margin",
            "price {price} leaves {margin}, needs {min}", "operator"),
        new("not_asked.circuit_open", "526", NotAsked, "with a failing bidder",
            "its bidder is failing: {errors} errors in the last {of}, tried again at {retry}", "buyer"),
        new("not_asked.qps", "527", NotAsked, "over their request budget",
            "over its {limit} requests a second", "buyer, operator"),
        new("not_asked.loop", "528", NotAsked, "already in the chain", "the resale chain already contains {node}", "nobody"),
        new("not_asked.ended_early", "529", NotAsked, "not needed",
            "not needed[: tier {tier} comes after tier {asked}][: it bids {max} at most, and more was on the table]",
            "for information"),
        new("not_asked.calling_hours", "530", NotAsked, "outside calling hours",
            "outside the allowed hours in {state}[: now {local}, allowed {allowed} ({zone})]", "rule"),
        new("not_asked.already_tried", "531", NotAsked, "tried already", "tried earlier in this call", "for information"),
        new("not_asked.in_flight", "532", NotAsked, "with too many requests open",
            "{open} of {max} requests to its bidder are still open", "buyer"),
        new("not_asked.ranked_out", "533", NotAsked, "beyond the limit of an auction",
            "{eligible} targets could be asked, {max} are at most[: worth {worth} an answer, the last asked {least}]",
            "operator"),

        new("no_bid.declined", "0", NoBid, "declined", "declined, no reason given", "buyer"),
        new("no_bid.reason", "540", NoBid, "declined with a reason", "declined: “{text}”[ (their code {code})]", "buyer"),
        new("no_bid.capacity", "541", NoBid, "without free agents", "says that no agent is free[: “{text}”]", "buyer"),
        new("no_bid.duplicate", "542", NoBid, "knew the caller", "says that it knows the caller already", "nobody"),
        new("no_bid.zero_price", "543", NoBid, "bid nothing", "bid 0", "buyer"),
        new("no_bid.rule", "544", NoBid, "declined by their rules", "its bid rule {row} declines[: {field} is {value}]", "buyer"),

        new("error.timeout", "101", Error, "timed out", "no answer in time[ ({ms} ms)]", "buyer"),
        new("error.unreachable", "103", Error, "unreachable", "{step} failed: {message}", "buyer"),
        new("error.http", "550", Error, "answered with an HTTP error", "HTTP {status}[ ({rule})]", "buyer"),
        new("error.invalid", "102", Error, "answered with nonsense", "{path}: expected {expected}, got {got}", "buyer"),
        new("error.internal", "100", Error, "failed on our side", "our fault[, reference {reference}][: {fault}]", "us"),

        new("rejected.below_floor", "301", Rejected, "bid below the floor",
            "bid {bid} is below the floor of {floor}[ (rule {rule})]", "buyer, operator"),
        new("rejected.below_margin", "560", Rejected, "bid too little margin",
            "bid {bid} leaves {margin}, needs {min}", "operator"),
        new("rejected.above_max", "561", Rejected, "bid above their limit",
            "bid {bid} is above the sanity limit of {max}", "buyer"),
        new("rejected.currency", "205", Rejected, "bid in another currency",
            "bid in {currency}, accepted is {accepted}", "buyer"),
        new("rejected.number", "562", Rejected, "named a number that may not be dialled",
            "may not dial “{number}” ({rule})", "buyer"),
        new("rejected.expired", "563", Rejected, "bid for too short a time",
            "the offer was good until {until}, needed {needed}", "buyer"),
        new("rejected.balance", "564", Rejected, "ran out of funds meanwhile",
            "free balance {balance} fell below the price {price}", "buyer"),
        new("rejected.duplicate_answer", "302", Rejected, "used a bid twice", "the same bid id was used before", "buyer"),
        new("rejected.terms", "565", Rejected, "asked for other terms",
            "asks for {seconds} s, the campaign allows {max} s", "buyer"),

        new("lost.price", "102L", Lost, "outbid", "bid {own} against {winning}, {gap} short", "buyer"),
        new("lost.tie", "570", Lost, "lost a tie", "a tie at {price}, decided by lot from the auction's seed", "for information"),
        new("lost.priority", "571", Lost, "of lower priority", "priority {own} comes after {winning}", "operator"),
        new("lost.weight", "572", Lost, "lost the weighted draw",
            "weight {own} against {winning} in the weighted draw", "for information"),
        new("lost.turn", "573", Lost, "not at their turn", "turn {turn} was for {winner}", "for information"),
        new("lost.not_awaited", "574", Lost, "not awaited",
            "its answer was not awaited: it bids {max} at most", "for information"),
        new("lost.shadow", "578", Lost, "asked in shadow",
            "asked in shadow, never sold to[: {bid} would have {would_have} against {winning}]", "operator"),

        new("lost.expected_revenue", "575", Lost, "expected to bring less",
            "expected to bring {own} against {winning}: it bid {bid}, answers {answers} % of dials, and {qualifies} % of "
            + "its talks are long enough", "buyer"),

        new("won", "1", "won", "won",
            "won at {price}[ ({pays})][, expected to bring {expected}][, the next bid was {next}]", "for information"),

        new("rank.cold_start", "580", "ranking", "too few talks known",
            "ranked by price: {talks} answered calls of the campaign are known, {needed} are needed", "for information"),
    ];
}
