namespace Bidline.Adapters.Conformance.Exchanges;

/// <summary>What one run of the kit for exchanges asks where.</summary>
/// <param name="Offers">Where offers are asked for, the key in it: "http://127.0.0.1:8080/rtb/v1/KEY/offers".</param>
/// <param name="Deadline">What it is told is left, and held to.</param>
/// <param name="Caller">Of a caller that it makes an offer for, as it is written.</param>
/// <param name="Tags">What is said of that caller.</param>
/// <param name="Only">Names of the checks to run; empty runs all.</param>
public sealed record ExchangeSettings(
    Uri Offers, TimeSpan Deadline, string Caller, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> Only)
{
    /// <summary>"whsec_" and base64, where the exchange wants requests signed.</summary>
    public string? Secret { get; init; }

    /// <summary>Its own name in chains, for the check of loops; null where it is not known.</summary>
    public string? Node { get; init; }

    /// <summary>No check is begun after this.</summary>
    public TimeSpan AtMost { get; init; } = TimeSpan.FromMinutes(2);

    public int TimedPings { get; init; } = 200;

    public int ParallelPings { get; init; } = 50;
}
