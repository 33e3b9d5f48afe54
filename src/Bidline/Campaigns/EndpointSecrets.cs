using System.Security.Cryptography;
using Bidline.Campaigns.Entries;

namespace Bidline.Campaigns;

/// <summary>Keys of ping endpoints: made where none is given, kept where a text leaves them out, shown to nobody by it.</summary>
internal static class EndpointSecrets
{
    /// <summary>32 hexadecimal digits, as the old dialects have them in their addresses.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public static MarketDocument MakeMissing(MarketDocument document) => document.Endpoints.All(it => it.Key is not null)
        ? document
        : document with
        {
            Endpoints = [.. document.Endpoints.Select(it => it.Key is null ? it with { Key = New() } : it)],
        };

    /// <summary>Where a secret is "(unchanged)", and where the key is left out, the present one.</summary>
    public static EndpointEntry Keep(EndpointEntry next, EndpointEntry? present) => next with
    {
        Key = next.Key is null or DigestEntry.Unchanged ? present?.Key ?? next.Key : next.Key,
        RetiringKey = Kept(next.RetiringKey, present?.RetiringKey),
        SigningSecret = Kept(next.SigningSecret, present?.SigningSecret),
        RetiringSigningSecret = Kept(next.RetiringSigningSecret, present?.RetiringSigningSecret),
    };

    public static EndpointEntry Hide(EndpointEntry endpoint) => endpoint with
    {
        Key = Hidden(endpoint.Key),
        RetiringKey = Hidden(endpoint.RetiringKey),
        SigningSecret = Hidden(endpoint.SigningSecret),
        RetiringSigningSecret = Hidden(endpoint.RetiringSigningSecret),
    };

    /// <summary>For a difference: whether a key is another one, and not what it is.</summary>
    public static EndpointEntry Mask(EndpointEntry endpoint, EndpointEntry? was) => endpoint with
    {
        Key = Masked(endpoint.Key, was is not null && was.Key != endpoint.Key),
        RetiringKey = Masked(endpoint.RetiringKey, was is not null && was.RetiringKey != endpoint.RetiringKey),
        SigningSecret = Masked(endpoint.SigningSecret, was is not null && was.SigningSecret != endpoint.SigningSecret),
        RetiringSigningSecret = Masked(
            endpoint.RetiringSigningSecret, was is not null && was.RetiringSigningSecret != endpoint.RetiringSigningSecret),
    };

    private static string? Kept(string? next, string? present) => next == DigestEntry.Unchanged ? present ?? next : next;

    private static string? Hidden(string? secret) => secret is null ? null : DigestEntry.Unchanged;

    private static string? Masked(string? key, bool isNew) => key is null ? null : isNew ? "(new key)" : "(key)";
}
