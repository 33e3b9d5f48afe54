namespace Bidline.Calls.Reasons;

/// <summary>Why a dial failed, how a call ended, and why it is paid for or not.</summary>
internal static class CallReasons
{
    private const string Dial = "dial";
    private const string Next = "what follows on a dial";
    private const string Call = "call";
    private const string Pay = "pay";

    public static IReadOnlyList<ReasonEntry> All { get; } =
    [
        new("dial.no_answer", "600", Dial, "no answer", "no answer[ after {seconds} s][ (SIP {status})]", "buyer"),
        new("dial.busy", "601", Dial, "busy", "busy[ (SIP {status})]", "buyer"),
        new("dial.declined", "602", Dial, "declined", "declined[ (SIP {status})]", "buyer"),
        new("dial.unavailable", "603", Dial, "unavailable", "unavailable[ (SIP {status})]", "buyer"),
        new("dial.voicemail", "604", Dial, "voicemail", "a voicemail answered", "buyer"),
        new("dial.carrier", "605", Dial, "carrier failed", "the way there failed[: {why}][ (SIP {status})]", "carrier, operator"),
        new("dial.not_confirmed", "607", Dial, "not confirmed",
            "the buyer did not confirm its bid[: “{text}”][ (their code {code})]", "buyer"),
        new("dial.confirm_failed", "608", Dial, "no confirmation",
            "no confirmation came: {cause}[, HTTP {status}][, {step}: {message}][, {path}: expected {expected}, got {got}]"
                + "[ ({ms} ms)]",
            "buyer"),
        new("dial.terms_changed", "609", Dial, "confirmed other terms",
            "the confirmation says {term} {confirmed}, the bid said {bid}", "buyer"),
        new("dial.no_destination", "610", Dial, "named no number",
            "neither the bid nor its confirmation said where to dial", "buyer"),
        new("dial.answered_elsewhere", "611", Dial, "another was faster",
            "another target that rang at the same time answered first", "for information"),
        new("dial.hung_up", "612", Dial, "hung up at once",
            "answered, and hung up after {seconds} s: the caller went on to somebody else", "buyer"),
        new("dial.screen_timeout", "606", Dial, "not accepted", "nobody accepted the call in time", "buyer"),

        new("next.offer", "680", Next, "next offer",
            "after {result}: on with the next offer[, by the rule of the {whose}]", "operator"),
        new("next.again", "681", Next, "the same again",
            "after {result}: the same target again in {wait} s, {time} of {max}[, by the rule of the {whose}]", "operator"),
        new("next.again_used_up", "682", Next, "again was used up",
            "after {result}: it was dialled again {max} times, on with the next offer[, by the rule of the {whose}]",
            "operator"),
        new("next.tier", "683", Next, "next tier",
            "after {result}: on with the next tier[, by the rule of the {whose}]", "operator"),
        new("next.stop", "684", Next, "no more dials", "after {result}: no more dials[, by the rule of the {whose}]", "operator"),
        new("next.attempts", "685", Next, "attempts used up",
            "after {result}: {attempts} of {max} attempts were made, no more dials", "operator"),

        new("overflow.campaign", "686", Next, "overflow", "on from campaign {from} with campaign {to}", "operator"),
        new("overflow.number", "687", Next, "overflow number", "campaign {from} sends it to its overflow number", "operator"),
        new("overflow.loop", "688", Next, "overflow loop",
            "campaign {from} overflows into {to}, which had the call already", "operator"),

        new("call.blocked_list", "620", Call, "blocked",
            "the caller is blocked by {entry}[: {why}][, until {until}]", "operator"),
        new("call.blocked_spam", "621", Call, "spam", "spam score {score} is above {limit}", "operator"),
        new("call.anonymous", "622", Call, "anonymous", "the caller withheld the number", "operator"),
        new("call.attestation", "623", Call, "weak attestation", "attestation {attestation}, needs {wanted}", "operator"),
        new("call.publisher_paused", "624", Call, "publisher paused",
            "publisher {publisher} is paused or has no terms in the campaign", "operator"),
        new("call.publisher_cap", "625", Call, "publisher at its cap",
            "publisher's cap ({window}): {used} of {limit}", "operator"),
        new("call.flood", "626", Call, "flood", "more than {limit} calls in {window}", "operator"),
        new("call.campaign_paused", "627", Call, "campaign paused", "campaign {campaign} is paused", "operator"),
        new("call.campaign_cap", "634", Call, "campaign at its cap", "campaign's cap ({window}): {used} of {limit}", "operator"),
        new("call.no_targets", "628", Call, "no targets", "the campaign has no targets", "operator"),
        new("call.recovered", "629", Call, "server stopped", "the server stopped during the call[; last seen {last_seen}]", "us"),
        new("call.reservation_expired", "630", Call, "reservation expired",
            "reserved until {until}, the call came at {at}", "publisher"),
        new("call.reservation_mismatch", "631", Call, "another caller",
            "reserved for {reserved}, the call came from {caller}", "publisher"),
        new("call.reservation_used", "632", Call, "reservation used", "the reservation was used or ended before", "publisher"),
        new("call.consent", "650", Call, "without consent",
            "consent[ {missing} is missing][ was given on {given}, at most {days} days ago is taken]", "publisher"),
        new("call.repeat", "651", Call, "called again at once",
            "the same caller {ago} ago, {window} must lie between two calls", "operator"),
        new("call.number_unassigned", "633", Call, "unknown number", "the dialled number is not a tracking number", "operator"),
        new("call.caller_hangup_screen", "640", Call, "hung up while screened",
            "caller hung up[ after {after} s], before the auction", "nobody"),
        new("call.caller_hangup_auction", "641", Call, "hung up in the auction",
            "caller hung up[ after {after} s], during the auction", "nobody"),
        new("call.caller_hangup_ringing", "642", Call, "hung up while ringing",
            "caller hung up[ after {after} s], while it rang", "nobody"),
        new("call.caller_hangup_queue", "643", Call, "hung up waiting", "caller hung up[ after {after} s], waiting", "nobody"),

        new("pay.qualified", "660", Pay, "qualified", "talked {got} s, {needed} s needed", "rule"),
        new("pay.too_short", "661", Pay, "too short", "talked {got} s, {needed} s needed: {short} s short", "rule"),
        new("pay.duplicate", "662", Pay, "duplicate", 
            "the caller {stage} with this {scope} {ago} ago[, {live}]: unpaid within {window}, by the {whose}'s rule", "rule"),
        new("pay.outside_hours", "663", Pay, "outside hours", "outside the hours that pay", "rule"),
        new("pay.no_conversion", "664", Pay, "nothing to pay", "no buyer talked to the caller[ ({outcome})]", "rule"),
        new("pay.cap_payout", "665", Pay, "payout limited",
            "promised {promised}, paid {paid}: never more than the revenue", "rule"),
        new("pay.terms_geo", "666", Pay, "outside the area", "the terms leave {state} out", "rule"),
        new("pay.disputed", "667", Pay, "disputed", "disputed", "operator"),
        new("pay.fraud_hold", "668", Pay, "held", "held while it is looked into", "operator"),
    ];
}
