using Bidline.Campaigns.Entries;

namespace Bidline.Campaigns;

/// <summary>
/// What of a buyer or publisher holds a secret, by its name: values in the addresses that are told of it, and settings of
/// advertising platforms. Shown and kept as those of bidders are.
/// </summary>
internal static class PartySecrets
{
    public static PublisherEntry Hide(PublisherEntry publisher) => Change(publisher, (_, _) => DigestEntry.Unchanged);

    public static BuyerEntry Hide(BuyerEntry buyer) => Change(buyer, (_, _) => DigestEntry.Unchanged);

    /// <summary>With the present values where the entry says that they stay: as long as they are sent to the same host.</summary>
    public static PublisherEntry Keep(PublisherEntry publisher, PublisherEntry? present)
    {
        var kept = new Dictionary<string, string>();
        if (present is not null) Change(present, (place, value) => kept[place] = value);
        if (!BidderSecrets.IsSameHost(publisher.Tracker?.Url, present?.Tracker?.Url)) Forget("tracker/");
        foreach (var ad in publisher.Ads ?? [])
        {
            var old = present?.Ads?.FirstOrDefault(other => other.Platform == ad.Platform);
            if (HostsOf(ad) != HostsOf(old)) Forget($"ads/{ad.Platform}/");
        }

        return Change(publisher, (place, value) =>
            value == DigestEntry.Unchanged ? kept.GetValueOrDefault(place, value) : value);

        void Forget(string from)
        {
            foreach (var place in kept.Keys.Where(key => key.StartsWith(from, StringComparison.Ordinal)).ToList())
                kept.Remove(place);
        }
    }

    public static BuyerEntry Keep(BuyerEntry buyer, BuyerEntry? present)
    {
        if (!BidderSecrets.IsSameHost(buyer.Wallet?.Notify, present?.Wallet?.Notify)) return buyer;
        var kept = new Dictionary<string, string>();
        if (present is not null) Change(present, (place, value) => kept[place] = value);
        return Change(buyer, (place, value) =>
            value == DigestEntry.Unchanged ? kept.GetValueOrDefault(place, value) : value);
    }

    /// <summary>Fit for a log: what differs from the other entry is told, but not how.</summary>
    public static PublisherEntry Mask(PublisherEntry publisher, PublisherEntry? other)
    {
        var known = new Dictionary<string, string>();
        if (other is not null) Change(other, (place, value) => known[place] = value);
        return Change(publisher, (place, value) => Masked(known, place, value));
    }

    public static BuyerEntry Mask(BuyerEntry buyer, BuyerEntry? other)
    {
        var known = new Dictionary<string, string>();
        if (other is not null) Change(other, (place, value) => known[place] = value);
        return Change(buyer, (place, value) => Masked(known, place, value));
    }

    private static string Masked(Dictionary<string, string> known, string place, string value) =>
        known.TryGetValue(place, out var old) && old != value ? "(new secret)" : "(secret)";

    /// <summary>Where a platform's requests are led, when not to the platform itself.</summary>
    private static string HostsOf(AdConversionEntry? ad) => string.Join(' ',
        (ad?.Settings ?? new Dictionary<string, string>())
            .Where(setting => setting.Key.EndsWith("_url", StringComparison.Ordinal))
            .OrderBy(setting => setting.Key, StringComparer.Ordinal).Select(setting => $"{setting.Key}={setting.Value}"));

    private static PublisherEntry Change(PublisherEntry publisher, Func<string, string, string> change)
    {
        if (publisher.Tracker is { } tracker)
            publisher = publisher with { Tracker = tracker with { Url = Text(tracker.Url, "tracker/", change) } };
        if (publisher.Ads is not { Count: > 0 } ads) return publisher;
        return publisher with
        {
            Ads =
            [
                .. ads.Select(ad => ad.Settings is null ? ad : ad with
                {
                    Settings = ad.Settings.ToDictionary(
                        setting => setting.Key,
                        setting => SecretText.IsSecretName(setting.Key)
                            ? change($"ads/{ad.Platform}/{setting.Key}", setting.Value)
                            : setting.Value),
                }),
            ],
        };
    }

    private static BuyerEntry Change(BuyerEntry buyer, Func<string, string, string> change) =>
        buyer.Wallet is { Notify: { } notify } wallet
            ? buyer with { Wallet = wallet with { Notify = Text(notify, "wallet/", change) } }
            : buyer;

    private static string Text(string url, string at, Func<string, string, string> change) =>
        SecretText.Change(url, (place, value, _) => change(at + place, value));
}
