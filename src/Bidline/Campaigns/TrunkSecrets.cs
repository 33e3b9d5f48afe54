using Bidline.Campaigns.Entries;

namespace Bidline.Campaigns;

/// <summary>
/// What of a trunk holds a secret: how we prove ourselves to it, and settings of its carrier by their name. Shown and kept as
/// those of bidders are.
/// </summary>
internal static class TrunkSecrets
{
    public static TrunkEntry Hide(TrunkEntry trunk) => Change(trunk, (_, _) => DigestEntry.Unchanged);

    /// <summary>With the present values where the entry says that they stay: as long as they are sent to the same host.</summary>
    public static TrunkEntry Keep(TrunkEntry trunk, TrunkEntry? present)
    {
        if (present is null) return trunk;
        var kept = new Dictionary<string, string>();
        Change(present, (place, value) => kept[place] = value);
        var isSameCarrier = HostOf(trunk.Carrier) == HostOf(present.Carrier);
        return Change(trunk, (place, value) => value != DigestEntry.Unchanged || (place != "digest" && !isSameCarrier)
            ? value
            : kept.GetValueOrDefault(place, value));
    }

    /// <summary>Fit for a log: what differs from the other entry is told, but not how.</summary>
    public static TrunkEntry Mask(TrunkEntry trunk, TrunkEntry? other)
    {
        var known = new Dictionary<string, string>();
        if (other is not null) Change(other, (place, value) => known[place] = value);
        return Change(trunk, (place, value) =>
            other is not null && known.GetValueOrDefault(place) != value ? "(new secret)" : "(secret)");
    }

    private static string? HostOf(CarrierEntry? carrier) =>
        carrier is null ? null : $"{carrier.Name} {carrier.Settings?.GetValueOrDefault("api_url")}";

    private static TrunkEntry Change(TrunkEntry trunk, Func<string, string, string> change)
    {
        if (trunk.Digest is { } digest) trunk = trunk with { Digest = digest with { Secret = change("digest", digest.Secret) } };
        if (trunk.Carrier is not { Settings: { } settings } carrier) return trunk;
        return trunk with
        {
            Carrier = carrier with
            {
                Settings = settings.ToDictionary(
                    setting => setting.Key,
                    setting => SecretText.IsSecretName(setting.Key)
                        ? change($"carrier/{setting.Key}", setting.Value)
                        : setting.Value),
            },
        };
    }
}
