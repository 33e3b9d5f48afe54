namespace Bidline.Calls.Reasons;

/// <summary>Why a conversion, a correction or a dispute is refused, and how disputes end.</summary>
internal static class MoneyReasons
{
    private const string Conversion = "conversion";

    public static IReadOnlyList<ReasonEntry> All { get; } =
    [
        new("conversion.unknown_call", "680", Conversion, "unknown call", "there is no call {call}", "buyer"),
        new("conversion.not_sold", "681", Conversion, "not this buyer's call", "the call was not sold to {buyer}", "buyer"),
        new("conversion.not_expected", "682", Conversion, "not expected",
            "the call's terms wait for {expected}, not for “{event}”", "buyer, operator"),
        new("conversion.late", "683", Conversion, "too late", "conversions counted until {until}, this came at {at}", "buyer"),
        new("conversion.other_amount", "684", Conversion, "another amount",
            "the first report said {first}, this says {amount}", "buyer"),
        new("conversion.amount_missing", "685", Conversion, "no amount",
            "the price is a share of what was sold, and “{event}” came without an amount", "buyer"),
        new("conversion.amount_range", "686", Conversion, "amount out of range",
            "{amount} is not within 0 and {max}", "buyer"),
        new("conversion.signature", "688", Conversion, "not genuine", "the signature does not hold: {text}", "buyer"),
        new("conversion.stale", "689", Conversion, "signed too long ago",
            "signed {seconds} s ago, {max} s are the most", "buyer"),
        new("conversion.replayed", "690", Conversion, "replayed", "the message {id} was received before", "buyer"),
        new("conversion.currency", "687", Conversion, "another currency", "{currency} is not {accepted}", "buyer"),
    ];
}
