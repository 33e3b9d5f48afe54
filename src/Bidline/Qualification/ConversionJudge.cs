using System.Globalization;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Qualification;

/// <summary>Decides whether a report counts, by the call's own terms. Pure.</summary>
internal static class ConversionJudge
{
    /// <summary>Beyond it no single sale is believed, and no sum of them can leave the range of an amount.</summary>
    private const long AmountMaxUnits = 1_000_000_000;

    /// <summary>Which call of whom is spoken of, and by which name; or why none is.</summary>
    public static (CallEvent.FundsHeld? Sold, string? Name, Reason? Refusal) Find(
        IReadOnlyList<CallLogEntry> log, ConversionReport report)
    {
        if (log.Count == 0) return (null, null, Reason.Of("conversion.unknown_call", ("call", report.Call.ToString())));
        var sold = SoldCall.HeldFor(log.Select(entry => entry.Event));
        if (sold is null || (report.Buyer is { } own && own != sold.Buyer))
            return (null, null, Reason.Of("conversion.not_sold", ("buyer", report.Buyer?.Value ?? "anybody")));
        var expected = RulesOf(sold.Terms).Select(rule => rule.Event).Distinct(StringComparer.Ordinal).ToArray();
        var name = report.Event ?? expected.FirstOrDefault();
        return name is not null && expected.Contains(name)
            ? (sold, name, null)
            : (sold, name, Reason.Of(
                "conversion.not_expected", ("event", report.Event ?? "none"),
                ("expected", expected.Length == 0 ? "none" : string.Join(", ", expected))));
    }

    /// <summary>Null when it counts. Asked of the first report of its name only.</summary>
    public static Reason? Refusal(
        IReadOnlyList<CallLogEntry> log, CallEvent.FundsHeld sold, string name, Money? amount, DateTimeOffset now)
    {
        if (AmountRefusal(sold.Terms, name, amount) is { } wrong) return wrong;
        var window = RulesOf(sold.Terms).Where(rule => rule.Event == name).Max(rule => rule.Window);
        return log.FirstOrDefault(entry => entry.Event is CallEvent.Ended) is { } ended && now > ended.At + window
            ? Reason.Of("conversion.late", ("until", Text(ended.At + window)), ("at", Text(now)))
            : null;
    }

    /// <summary>Null when a repeated report says the same as the first; one without an amount always does.</summary>
    public static Reason? Contradiction(Money? first, Money? amount) => amount is null || amount == first
        ? null
        : Reason.Of(
            "conversion.other_amount", ("first", first?.ToString() ?? "no amount"), ("amount", amount.Value.ToString()));

    private static Reason? AmountRefusal(SaleTerms terms, string name, Money? amount)
    {
        var isNeeded = terms.Charge is ChargeTerms.PercentOfSale && terms.BuyerRule.Conversion?.Event == name;
        if (amount is not { } given)
            return isNeeded ? Reason.Of("conversion.amount_missing", ("event", name)) : null;
        if (given.Currency != terms.Price.Currency)
            return Reason.Of(
                "conversion.currency", ("currency", given.Currency.Code), ("accepted", terms.Price.Currency.Code));
        return given.IsNegative || given.Micros / Money.MicrosPerUnit >= AmountMaxUnits
            ? Reason.Of("conversion.amount_range", ("amount", given.ToDecimalString()), ("max", "1000000000.00"))
            : null;
    }

    private static IEnumerable<ConversionRule> RulesOf(SaleTerms terms) =>
        new[] { terms.BuyerRule.Conversion, terms.PublisherRule.Conversion }.OfType<ConversionRule>();

    private static string Text(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
