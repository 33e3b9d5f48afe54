using Bidline.Primitives;

namespace Bidline.Tracking;

/// <summary>How sure it is that a caller is the visitor of a visit.</summary>
public enum Certainty
{
    /// <summary>The number was this visitor's alone when the call came.</summary>
    Held,

    /// <summary>The hold was over, and nobody else has had the number since.</summary>
    After,

    /// <summary>No visit had the number: campaign and publisher are those of the pool.</summary>
    None,
}

/// <summary>Which visit a call came from, by its number and the moment.</summary>
/// <param name="Visit">Null where no visit is known.</param>
/// <param name="Since">When the visitor was lent the number. Null with the visit; the same for the end of its hold.</param>
public sealed record Attribution(PoolId Pool, Certainty Certainty, Visit? Visit, DateTimeOffset? Since, DateTimeOffset? Until)
{
    /// <summary>The names that a visit's page, its referrer and its device have among tags.</summary>
    public const string LandingPage = "landing_page";

    public const string Referrer = "referrer";

    public const string Device = "device";

    public static Attribution Of(PoolId pool, Holder? holder, DateTimeOffset at) => holder is null
        ? new Attribution(pool, Certainty.None, null, null, null)
        : new Attribution(
            pool, at < holder.Until ? Certainty.Held : Certainty.After, holder.Visit, holder.Since, holder.Until);

    /// <summary>What the visit says of its call, as tags. What came with the call itself stands.</summary>
    public IReadOnlyDictionary<string, string> With(IReadOnlyDictionary<string, string> tags)
    {
        return Visit is { } visit ? Merged(Told(visit), tags) : tags;
    }

    /// <summary>Both; where they differ, the second.</summary>
    public static IReadOnlyDictionary<string, string> Merged(
        IEnumerable<KeyValuePair<string, string>> under, IReadOnlyDictionary<string, string> over)
    {
        var all = new Dictionary<string, string>(over.Count + 8, StringComparer.Ordinal);
        foreach (var (name, value) in under) all[name] = value;
        foreach (var (name, value) in over) all[name] = value;
        return all;
    }

    /// <summary>Everything a visit says, by the names of tags.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Told(Visit visit)
    {
        foreach (var tag in visit.Tags) yield return tag;
        if (visit.LandingPage is { } page) yield return KeyValuePair.Create(LandingPage, page);
        if (visit.Referrer is { } referrer) yield return KeyValuePair.Create(Referrer, referrer);
        yield return KeyValuePair.Create(Device, visit.Device);
    }
}
