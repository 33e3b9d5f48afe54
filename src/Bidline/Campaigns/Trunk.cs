using System.Collections.Frozen;
using System.Net;
using Bidline.Primitives;

namespace Bidline.Campaigns;

/// <summary>A SIP peer that calls come from, and telephone numbers are dialled through.</summary>
/// <param name="Match">Source networks whose INVITEs belong to this trunk; the longest prefix wins.</param>
/// <param name="DialUri">Where numbers are dialled ("sip:127.0.0.1:5090"); null for a trunk that only receives.</param>
/// <param name="Tags">SIP header name (any case) to the tag that its value becomes.</param>
/// <param name="DigestUser">Answers a 401 or 407 of this trunk; null means we never authenticate to it.</param>
/// <param name="CallsPerSecond">New calls a second from this trunk; more get 503 with Retry-After.</param>
/// <param name="Concurrent">Calls at the same moment from this trunk.</param>
public sealed record Trunk(
    TrunkId Id,
    IReadOnlyList<IPNetwork> Match,
    string? DialUri,
    FrozenDictionary<string, string> Tags,
    string? DigestUser,
    string? DigestSecret,
    int CallsPerSecond,
    int Concurrent)
{
    /// <summary>
    /// The peer has checked, or vouches for, who is calling. Where it only passes on what it was told, its attestation is
    /// not read.
    /// </summary>
    public bool TrustsAttestation { get; init; } = true;

    /// <summary>Where numbers that ring here are rented; null for nowhere that we know.</summary>
    public CarrierTerms? Carrier { get; init; }

    /// <summary>Where it dials a number: "sip:+13055550160@carrier.example"; null for a trunk that only receives.</summary>
    public string? AddressOf(PhoneNumber number)
    {
        if (DialUri is not { } uri) return null;
        var host = uri["sip:".Length..];
        return $"sip:{number.E164}@{host[(host.IndexOf('@', StringComparison.Ordinal) + 1)..]}";
    }
}
