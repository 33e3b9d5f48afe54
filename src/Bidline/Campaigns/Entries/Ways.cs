using System.Text.Json.Serialization;
using Bidline.Tracking;

namespace Bidline.Campaigns.Entries;

/// <summary>A tracking number, and what a call to it belongs to.</summary>
public sealed record NumberEntry : IMarketEntry
{
    /// <summary>In E.164: "+18005550100".</summary>
    public required string Number { get; init; }

    public required string Campaign { get; init; }

    public required string Publisher { get; init; }

    /// <summary>What it stands for: "radio, spring".</summary>
    public string? Name { get; init; }

    /// <summary>Tags of every call to it: source, advertisement. What comes with the call itself stands.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>in_use unless given; parked and releasing sell no calls.</summary>
    public NumberState? State { get; init; }

    /// <summary>The trunk whose carrier it is rented from, and given back to when it is released; absent for one that came
    /// from elsewhere.</summary>
    public string? Trunk { get; init; }

    [JsonIgnore]
    public string Key => Number;
}

/// <summary>A SIP peer that calls come from and numbers are dialled through.</summary>
public sealed record TrunkEntry : IMarketEntry
{
    public required string Id { get; init; }

    public MatchEntry? Match { get; init; }

    /// <summary>Where numbers are dialled: "sip:127.0.0.1:5090". A trunk without it only receives.</summary>
    public string? Dial { get; init; }

    /// <summary>SIP header to the tag that its value becomes.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public DigestEntry? Digest { get; init; }

    /// <summary>Whether its word on who is calling (STIR/SHAKEN) is taken; true unless given.</summary>
    public bool? TrustAttestation { get; init; }

    /// <summary>Where numbers that ring here are rented; absent where that is nobody's business but the carrier's.</summary>
    public CarrierEntry? Carrier { get; init; }

    /// <summary>New calls a second; 50 unless given.</summary>
    public int? CallsPerSecond { get; init; }

    /// <summary>Calls at the same moment; 1,000 unless given.</summary>
    public int? Concurrent { get; init; }

    [JsonIgnore]
    public string Key => Id;
}

/// <summary>A carrier's interface for numbers.</summary>
public sealed record CarrierEntry
{
    /// <summary>"telnyx", "twilio".</summary>
    public required string Name { get; init; }

    /// <summary>What it needs: an account, a key.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }
}

/// <summary>Which source addresses belong to a trunk.</summary>
public sealed record MatchEntry
{
    /// <summary>Addresses or networks: "192.0.2.7", "192.0.2.0/24", "2001:db8::/64".</summary>
    public required IReadOnlyList<string> Addresses { get; init; }
}

/// <summary>How we prove ourselves to a trunk that asks.</summary>
public sealed record DigestEntry
{
    /// <summary>Shown in place of a secret; writing it back leaves the secret as it is.</summary>
    public const string Unchanged = "(unchanged)";

    public required string User { get; init; }

    public required string Secret { get; init; }
}
