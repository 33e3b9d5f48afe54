namespace Bidline.Adapters.Conformance.Publishers;

/// <summary>Where one run of the kit for publishers listens, and for how long.</summary>
/// <param name="Listen">"http://127.0.0.1:9080/": everything below it is answered.</param>
/// <param name="Pings">So many are waited for.</param>
public sealed record PublisherSettings(Uri Listen, int Pings, IReadOnlyList<string> Only)
{
    /// <summary>As the answers of some of the first pings need it: fewer tell too little.</summary>
    public const int PingsLeast = 8;

    /// <summary>"whsec_" and base64, where the publisher is to sign; null where it need not.</summary>
    public string? Secret { get; init; }

    /// <summary>What is there by then is looked at.</summary>
    public TimeSpan AtMost { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What the publisher is told to wait after too many pings.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the slow answer takes.</summary>
    public TimeSpan Slow { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Where the publisher is to ping: the address with a key of the kit.</summary>
    public Uri Offers => new(Listen, "rtb/v1/conformance0000000000000000/offers");
}
