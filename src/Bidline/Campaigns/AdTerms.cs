namespace Bidline.Campaigns;

/// <summary>What an advertising platform is told of a publisher's calls.</summary>
/// <param name="Platform">"google_ads".</param>
/// <param name="Settings">Its accounts and keys, by the platform's own names.</param>
/// <param name="Paid">Each time that a call, or what was posted back for it, earned something.</param>
/// <param name="Ended">Every call of the publisher, once it is settled.</param>
public sealed record AdTerms(
    string Platform, IReadOnlyDictionary<string, string> Settings, bool Paid, bool Ended, AdValue Value);

/// <summary>What a conversion is said to be worth.</summary>
public enum AdValue
{
    /// <summary>What the buyer paid.</summary>
    Revenue,

    /// <summary>What the publisher earned.</summary>
    Payout,
}

/// <summary>What an advertising platform has to know of us and of a caller.</summary>
/// <param name="Name">As a market names it: "google_ads".</param>
/// <param name="Needed">Name to what it is.</param>
/// <param name="Optional">The same for what need not be given.</param>
/// <param name="Caller">The least of a caller's number that it finds a call by.</param>
public sealed record AdPlatformForm(
    string Name, IReadOnlyDictionary<string, string> Needed, IReadOnlyDictionary<string, string> Optional, ShareCaller Caller);
