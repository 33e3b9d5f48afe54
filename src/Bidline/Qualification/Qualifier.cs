using System.Globalization;
using Bidline.Campaigns;
using Bidline.Calls;
using Bidline.Primitives;

namespace Bidline.Qualification;

/// <summary>
/// Judges whether a call counts for its buyer and for its publisher, from what happened and the terms it was sold
/// under. Pure: the same log gives the same verdict for ever (money.md M20).
/// </summary>
public static class Qualifier
{
    /// <param name="times">Exactly as measured; nothing is rounded before the test (money.md M9).</param>
    /// <param name="reported">Conversions that the buyer has posted back so far; null means none.</param>
    public static Verdicts Judge(
        SaleTerms terms, CallTimes times, IReadOnlyList<ReportedEvent>? reported = null) =>
        new(
            Verdict.Of(terms.BuyerRule, times, reported ?? [], terms.Unpaid?.Buyer),
            Verdict.Of(terms.PublisherRule, times, reported ?? [], terms.Unpaid?.Publisher));

    /// <summary>A call that no buyer took is judged by no terms: neither side has a conversion.</summary>
    public static Verdicts JudgeUnsold(CallOutcome outcome)
    {
        var reason = Reason.Of("pay.no_conversion", ("outcome", NameOf(outcome)));
        return new Verdicts(new Verdict(false, reason), new Verdict(false, reason));
    }

    private static string NameOf(CallOutcome outcome) => outcome switch
    {
        CallOutcome.NotConnected => "not_connected",
        CallOutcome.NoBuyer => "no_buyer",
        _ => outcome.ToString().ToLowerInvariant(),
    };
}

/// <summary>What a buyer's system posted back.</summary>
/// <param name="AfterEnd">Since the call's end; below zero while it went on.</param>
public sealed record ReportedEvent(string Name, TimeSpan AfterEnd);

public sealed record Verdicts(Verdict Buyer, Verdict Publisher);

/// <param name="Reason">
/// "pay.qualified" or "pay.too_short" with the seconds needed and got, "pay.duplicate", "pay.converted" or
/// "pay.awaiting_conversion" with the event, or "pay.no_conversion".
/// </param>
public sealed record Verdict(bool IsQualified, Reason Reason)
{
    /// <summary>Whether this reason of a log says that the party's rule was met.</summary>
    public static bool IsMet(Reason reason) => reason.Code is "pay.qualified" or "pay.converted";

    /// <param name="unpaid">Why it does not pay whatever happens; null when the rule alone decides.</param>
    internal static Verdict Of(
        QualifyRule rule, CallTimes times, IReadOnlyList<ReportedEvent> reported, Reason? unpaid) =>
        unpaid is not null ? new Verdict(false, unpaid)
        : rule.Conversion is { } conversion
            ? Of(conversion, reported.Any(one => one.Name == conversion.Event && one.AfterEnd <= conversion.Window))
            : Of(rule, times.From(rule.From));

    private static Verdict Of(ConversionRule rule, bool isReported) => isReported
        ? new Verdict(true, Reason.Of("pay.converted", ("event", rule.Event)))
        : new Verdict(false, Reason.Of(
            "pay.awaiting_conversion", ("event", rule.Event), ("days", Days(rule.Window))));

    private static Verdict Of(QualifyRule rule, TimeSpan counted)
    {
        var values = new Dictionary<string, string> { ["needed"] = Seconds(rule.Connected), ["got"] = Seconds(counted) };
        if (rule.From != QualifyFrom.Answer) values["from"] = rule.From == QualifyFrom.Dial ? "dial" : "incoming";
        if (rule.IsMetBy(counted)) return new Verdict(true, new Reason("pay.qualified", values));
        values["short"] = Seconds(rule.Connected - counted);
        return new Verdict(false, new Reason("pay.too_short", values));
    }

    private static string Days(TimeSpan window) => window.TotalDays.ToString("0.##", CultureInfo.InvariantCulture);

    // Never rounded up: 89.999 s must not read as the 90 that were needed.
    private static string Seconds(TimeSpan span) =>
        ((decimal)span.Ticks / TimeSpan.TicksPerSecond).ToString("0.#######", CultureInfo.InvariantCulture);
}
