using Bidline.Campaigns.Entries;

namespace Bidline.Campaigns;

/// <summary>
/// What of a source of facts holds a secret, by its name: headers, and values in its address and body. Shown and kept as
/// those of bidders are.
/// </summary>
internal static class LookupSecrets
{
    public static LookupEntry Hide(LookupEntry lookup) => Change(lookup, (_, _, quote) => quote + DigestEntry.Unchanged + quote);

    /// <summary>With the present values where the entry says that they stay: as long as they are sent to the same host.</summary>
    public static LookupEntry Keep(LookupEntry lookup, LookupEntry? present)
    {
        if (!BidderSecrets.IsSameHost(lookup.Url, present?.Url) || lookup.Checks != present?.Checks) return lookup;
        var kept = Read(present);
        return Change(lookup, (place, value, quote) =>
            value == quote + DigestEntry.Unchanged + quote ? kept.GetValueOrDefault(place, value) : value);
    }

    /// <summary>Fit for a log: what differs from the other entry is told, but not how.</summary>
    public static LookupEntry Mask(LookupEntry lookup, LookupEntry? other)
    {
        var known = Read(other);
        return Change(lookup, (place, value, quote) =>
            quote + (known.TryGetValue(place, out var old) && old != value ? "(new secret)" : "(secret)") + quote);
    }

    private static Dictionary<string, string> Read(LookupEntry? lookup)
    {
        var read = new Dictionary<string, string>();
        if (lookup is not null) Change(lookup, (place, value, _) => read[place] = value);
        return read;
    }

    private static LookupEntry Change(LookupEntry lookup, SecretChange change) => lookup with
    {
        Url = lookup.Url is { } url
            ? SecretText.Change(url, (place, value, quote) => change($"url/{place}", value, quote))
            : null,
        Settings = lookup.Settings?.ToDictionary(
            one => one.Key,
            one => one.Key is "key" or "account" ? change($"settings/{one.Key}", one.Value, "") : one.Value),
        Body = lookup.Body is { } body
            ? SecretText.Change(body, (place, value, quote) => change($"body/{place}", value, quote))
            : null,
        Headers = lookup.Headers?.Keys.Any(SecretText.IsSecretName) ?? false
            ? lookup.Headers.ToDictionary(
                header => header.Key,
                header => SecretText.IsSecretName(header.Key) ? change($"headers/{header.Key}", header.Value, "") : header.Value)
            : lookup.Headers,
    };
}
