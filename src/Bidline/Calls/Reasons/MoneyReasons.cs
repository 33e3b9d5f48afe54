namespace Bidline.Calls.Reasons;

/// <summary>Why a conversion, a correction, a write-off, a refund or a dispute is refused, and how disputes end.</summary>
internal static class MoneyReasons
{
    private const string Conversion = "conversion";
    private const string Correction = "correction";
    private const string Dispute = "dispute";
    private const string Debt = "debt";
    private const string Refund = "refund";

    public static IReadOnlyList<ReasonEntry> All { get; } =
    [
        new("conversion.unknown_call", "740", Conversion, "unknown call", "there is no call {call}", "buyer"),
        new("conversion.not_sold", "741", Conversion, "not this buyer's call", "the call was not sold to {buyer}", "buyer"),
        new("conversion.not_expected", "742", Conversion, "not expected",
            "the call's terms wait for {expected}, not for “{event}”", "buyer, operator"),
        new("conversion.late", "743", Conversion, "too late", "conversions counted until {until}, this came at {at}", "buyer"),
        new("conversion.other_amount", "744", Conversion, "another amount",
            "the first report said {first}, this says {amount}", "buyer"),
        new("conversion.amount_missing", "745", Conversion, "no amount",
            "the price is a share of what was sold, and “{event}” came without an amount", "buyer"),
        new("conversion.amount_range", "746", Conversion, "amount out of range",
            "{amount} is not within 0 and {max}", "buyer"),
        new("conversion.signature", "748", Conversion, "not genuine", "the signature does not hold: {text}", "buyer"),
        new("conversion.stale", "749", Conversion, "signed too long ago",
            "signed {seconds} s ago, {max} s are the most", "buyer"),
        new("conversion.replayed", "750", Conversion, "replayed", "the message {id} was received before", "buyer"),
        new("conversion.currency", "747", Conversion, "another currency", "{currency} is not {accepted}", "buyer"),
        new("correction.rest", "760", Correction, "beyond the rest",
            "{amount} is more than the {rest} that is left of the call", "operator"),
        new("correction.not_sold", "761", Correction, "not sold", "the call was sold to nobody", "operator"),
        new("correction.disputed", "762", Correction, "disputed", "the call is disputed: decide that first", "operator"),
        new("correction.same_person", "763", Correction, "same person", "whoever proposed it cannot approve it", "operator"),
        new("correction.state", "764", Correction, "decided before", "the adjustment is {state}", "operator"),
        new("correction.nothing", "765", Correction, "nothing to correct",
            "with none of the {calls} calls can anything be done", "operator"),
        new("correction.changed", "766", Correction, "not what was seen",
            "it would do something else by now: look at it again", "operator"),
        new("debt.rest", "780", Debt, "beyond the debt",
            "{amount} is not above 0 and at most the {owed} that {debtor} owes", "operator"),
        new("debt.same_person", "781", Debt, "same person", "whoever proposed it cannot approve it", "operator"),
        new("debt.state", "782", Debt, "decided before", "the write-off is {state}", "operator"),
        new("refund.not_free", "785", Refund, "not free",
            "{amount} is more than {buyer} has free: prepaid, less what is held for calls and what it owes", "operator"),
        new("dispute.unknown", "770", Dispute, "unknown dispute", "there is no such dispute", "operator"),
        new("dispute.not_billed", "771", Dispute, "nothing was billed",
            "nothing is left that the buyer pays for the call", "buyer"),
        new("dispute.amount", "772", Dispute, "amount out of range", "{amount} is not above 0 and at most {most}", "buyer"),
        new("dispute.late", "773", Dispute, "too late", "the call could be disputed until {until}", "buyer"),
        new("dispute.twice", "774", Dispute, "disputed before", "the call was disputed before", "buyer"),
        new("dispute.state", "775", Dispute, "not possible now",
            "it cannot be {step}: it is {state}, its time is over, or less than before would be accepted", "operator"),
    ];
}
