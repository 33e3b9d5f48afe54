using System.Text.RegularExpressions;
using Bidline.Campaigns.Entries;

namespace Bidline.Campaigns;

/// <summary>
/// Headers and settings of a bidder whose names are those of secrets. Whoever may read a market need not know them: they
/// are shown as "(unchanged)", and written back like that they stay as they are.
/// </summary>
internal static partial class BidderSecrets
{
    /// <summary>The same entry when it has none.</summary>
    public static TargetEntry Hide(TargetEntry target) => Change(target, (_, _) => DigestEntry.Unchanged);

    /// <summary>With the present values where the entry says that they stay.</summary>
    public static TargetEntry Keep(TargetEntry target, TargetEntry? present)
    {
        var kept = Read(present);
        return Change(
            target, (place, value) => value == DigestEntry.Unchanged ? kept.GetValueOrDefault(place, value) : value);
    }

    /// <summary>Fit for a log: what differs from the other entry is told, but not how.</summary>
    public static TargetEntry Mask(TargetEntry target, TargetEntry? other)
    {
        var known = Read(other);
        return Change(target, (place, value) =>
            known.TryGetValue(place, out var old) && old != value ? "(new secret)" : "(secret)");
    }

    private static Dictionary<string, string> Read(TargetEntry? target)
    {
        var read = new Dictionary<string, string>();
        if (target is null) return read;
        Change(target, (place, value) => read[place] = value);
        return read;
    }

    private static TargetEntry Change(TargetEntry target, Func<string, string, string> change)
    {
        if (target.Price.Bidder is not { } bidder) return target;
        var (headers, settings) = (bidder.Headers, bidder.Settings);
        var changed = bidder with
        {
            Headers = Change(headers, "headers", change),
            Settings = Change(settings, "settings", change),
            Confirm = bidder.Confirm is { Headers: { } more } confirm
                ? confirm with { Headers = Change(more, "confirm", change) }
                : bidder.Confirm,
        };
        return HasSecret(headers) || HasSecret(settings) || HasSecret(bidder.Confirm?.Headers)
            ? target with { Price = target.Price with { Bidder = changed } }
            : target;
    }

    private static IReadOnlyDictionary<string, string>? Change(
        IReadOnlyDictionary<string, string>? values, string place, Func<string, string, string> change) =>
        HasSecret(values)
            ? values!.ToDictionary(
                pair => pair.Key,
                pair => SecretName().IsMatch(pair.Key) ? change($"{place}/{pair.Key}", pair.Value) : pair.Value)
            : values;

    private static bool HasSecret(IReadOnlyDictionary<string, string>? values) =>
        values?.Keys.Any(name => SecretName().IsMatch(name)) ?? false;

    [GeneratedRegex("auth|key|token|secret|cookie|password|signature|credential", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();
}
