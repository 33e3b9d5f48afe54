using Bidline.Campaigns.Entries;

namespace Bidline.Campaigns;

/// <summary>
/// What of a bidder holds a secret, by its name: headers, settings, and values in addresses and bodies. Whoever may read
/// a market need not know them: they are shown as "(unchanged)", and written back like that they stay as they are.
/// </summary>
internal static class BidderSecrets
{
    /// <summary>The same entry when it has none.</summary>
    public static TargetEntry Hide(TargetEntry target) => Change(target, (_, _, quote) => Quoted(DigestEntry.Unchanged, quote));

    /// <summary>
    /// With the present values where the entry says that they stay. They stay with their host: whoever leads a bidder to
    /// another one must know the secrets that it is sent.
    /// </summary>
    public static TargetEntry Keep(TargetEntry target, TargetEntry? present)
    {
        var kept = Read(present);
        var (own, old) = (target.Price.Bidder, present?.Price.Bidder);
        if (!IsSameHost(own?.Url, old?.Url)) Forget(place => !place.StartsWith("confirm/") && !place.StartsWith("notices/"));
        if (!IsSameHost(own?.Confirm?.Url, old?.Confirm?.Url)) Forget(place => place.StartsWith("confirm/"));
        if (!IsSameHost(own?.Notices?.Url, old?.Notices?.Url)) Forget(place => place.StartsWith("notices/"));
        return Change(target, (place, value, quote) =>
            value == Quoted(DigestEntry.Unchanged, quote) ? kept.GetValueOrDefault(place, value) : value);

        void Forget(Func<string, bool> which)
        {
            foreach (var place in kept.Keys.Where(which).ToList()) kept.Remove(place);
        }
    }

    /// <summary>Fit for a log: what differs from the other entry is told, but not how.</summary>
    public static TargetEntry Mask(TargetEntry target, TargetEntry? other)
    {
        var known = Read(other);
        return Change(target, (place, value, quote) => Quoted(
            known.TryGetValue(place, out var old) && old != value ? "(new secret)" : "(secret)", quote));
    }

    /// <summary>Whether a text says "(unchanged)" where nothing could stay unchanged.</summary>
    public static bool HasMask(string? text) => text?.Contains(DigestEntry.Unchanged, StringComparison.Ordinal) ?? false;

    private static string Quoted(string text, string quote) => quote + text + quote;

    public static bool IsSameHost(string? one, string? other) => HostOf(one) == HostOf(other);

    // A template may have fields in its address; what stands before the path is its host.
    private static string? HostOf(string? url)
    {
        if (url?.IndexOf("://", StringComparison.Ordinal) is not (> 0 and var scheme)) return url;
        var end = url.AsSpan(scheme + 3).IndexOfAny('/', '?', '#');
        return (end < 0 ? url : url[..(scheme + 3 + end)]).ToLowerInvariant();
    }

    private static Dictionary<string, string> Read(TargetEntry? target)
    {
        var read = new Dictionary<string, string>();
        if (target is not null) Change(target, (place, value, _) => read[place] = value);
        return read;
    }

    private static TargetEntry Change(TargetEntry target, SecretChange change)
    {
        if (target.Price.Bidder is not { } bidder) return target;
        var has = false;
        var changed = bidder with
        {
            Url = Text(bidder.Url, "url"),
            Headers = Values(bidder.Headers, "headers"),
            Settings = Values(bidder.Settings, "settings"),
            Body = Text(bidder.Body, "body"),
            Notices = bidder.Notices is { } notices ? notices with { Url = Text(notices.Url, "notices/url")! } : null,
            Confirm = bidder.Confirm is { } confirm
                ? confirm with
                {
                    Url = Text(confirm.Url, "confirm/url"),
                    Headers = Values(confirm.Headers, "confirm/headers"),
                    Body = Text(confirm.Body, "confirm/body"),
                }
                : null,
        };
        return has ? target with { Price = target.Price with { Bidder = changed } } : target;

        string? Text(string? text, string place) => text is null
            ? null
            : SecretText.Change(text, (name, value, quote) => Noted($"{place}/{name}", value, quote));

        IReadOnlyDictionary<string, string>? Values(IReadOnlyDictionary<string, string>? values, string place) =>
            values?.Keys.Any(SecretText.IsSecretName) ?? false
                ? values.ToDictionary(
                    pair => pair.Key,
                    pair => SecretText.IsSecretName(pair.Key) ? Noted($"{place}/{pair.Key}", pair.Value, "") : pair.Value)
                : values;

        string Noted(string place, string value, string quote)
        {
            has = true;
            return change(place, value, quote);
        }
    }
}
