using Bidline.Adapters.Conformance.Reports;

namespace Bidline.Adapters.Conformance.Exchanges;

/// <summary>What a check of an exchange works with.</summary>
/// <param name="First">The ordinary ping that the run began with.</param>
internal sealed record ExchangeExam(ExchangeSettings Settings, Pinger Pinger, Pinged First, TimeProvider Clock)
{
    private static readonly DiagramEnds Ends = new("publisher", "exchange");

    public Verdict Fail(string expected, string found, params ReadOnlySpan<Seen> seen) =>
        new Verdict.Failed(expected, found, Diagram.Of([.. seen], Pinger.Allowed, Ends));

    public Verdict Warn(string expected, string found, params ReadOnlySpan<Seen> seen) =>
        new Verdict.Warned(expected, found, Diagram.Of([.. seen], Pinger.Allowed, Ends));

    /// <summary>
    /// Null for an answer of the protocol that is not our fault; otherwise the failure that says what it is.
    /// </summary>
    public Verdict? Misshapen(Pinged pinged) => pinged switch
    {
        { Status: >= 500 } => Fail("an answer, whatever was asked", pinged.InWords(), pinged),
        { Offer: null } => Fail("an offer or a rejection as JSON", pinged.InWords(), pinged),
        { Offer.Wrong: { } wrong } => Fail("an answer in form", wrong, pinged),
        _ => null,
    };
}

/// <param name="NeedsOffer">It is about an offer: without one there is nothing to look at.</param>
internal sealed record ExchangeCheck(
    string Name, string Proves, string How, Func<ExchangeExam, Task<Verdict>> Run, bool NeedsOffer = false);
