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
    /// <param name="talkTime">Exactly as measured; nothing is rounded before the test (money.md M9).</param>
    public static Verdicts Judge(SaleTerms terms, TimeSpan talkTime) =>
        new(
            Verdict.Of(terms.BuyerRule, talkTime, terms.Unpaid?.Buyer),
            Verdict.Of(terms.PublisherRule, talkTime, terms.Unpaid?.Publisher));

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

public sealed record Verdicts(Verdict Buyer, Verdict Publisher);

/// <param name="Reason">
/// "pay.qualified" or "pay.too_short" with the seconds needed and got, "pay.duplicate", or "pay.no_conversion".
/// </param>
public sealed record Verdict(bool IsQualified, Reason Reason)
{
    /// <param name="unpaid">Why it does not pay however long it lasts; null when the rule alone decides.</param>
    public static Verdict Of(QualifyRule rule, TimeSpan talkTime, Reason? unpaid = null)
    {
        if (unpaid is not null) return new Verdict(false, unpaid);
        var needed = ("needed", Seconds(rule.Connected));
        var got = ("got", Seconds(talkTime));
        return rule.IsMetBy(talkTime)
            ? new Verdict(true, Reason.Of("pay.qualified", needed, got))
            : new Verdict(false, Reason.Of(
                "pay.too_short", needed, got, ("short", Seconds(rule.Connected - talkTime))));
    }

    // Never rounded up: 89.999 s must not read as the 90 that were needed.
    private static string Seconds(TimeSpan span) =>
        ((decimal)span.Ticks / TimeSpan.TicksPerSecond).ToString("0.#######", CultureInfo.InvariantCulture);
}
