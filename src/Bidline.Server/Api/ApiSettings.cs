using Bidline.Campaigns;

namespace Bidline.Server.Api;

/// <param name="AdminKey">An admin key from the environment; null means there is none.</param>
/// <param name="AllowPrivate">Bidders and SIP targets may live on loopback and private networks.</param>
/// <param name="Protocols">Names of the bidder dialects that this program speaks.</param>
public sealed record ApiSettings(string? AdminKey, bool AllowPrivate, IReadOnlyList<string> Protocols)
{
    /// <summary>Bidders that a market may name as partners.</summary>
    public IReadOnlyDictionary<string, PartnerEntry> Partners { get; init; } = new Dictionary<string, PartnerEntry>();

    /// <summary>What the addresses of a dialect's bidders have in common, by its name.</summary>
    public IReadOnlyDictionary<string, DialectAddress> Addresses { get; init; } = new Dictionary<string, DialectAddress>();

    /// <summary>The whsec_… of the endpoint at Stripe; null takes nothing from Stripe.</summary>
    public string? StripeSecret { get; init; }
}
