using Bidline.Primitives;

namespace Bidline.Tracking;

/// <summary>
/// Keeps one pool: who has which number. What it lends is durable before the visitor sees it. Key: the pool's id. Asked
/// through <see cref="NumberPools"/>.
/// </summary>
public interface IPoolGrain : IGrainWithStringKey
{
    /// <summary>A page was opened: the visitor's number, new or the same as before, or why there is none.</summary>
    Task<Lease> LeaseAsync([Immutable] LeaseOrder order);

    /// <summary>The page shows life: its number stays the visitor's for another hold time.</summary>
    Task<Lease> RenewAsync([Immutable] LifeSign sign);

    /// <summary>The page gives its number back.</summary>
    Task ReleaseAsync([Immutable] VisitId visit);

    /// <summary>Who has a number of the pool, or had it last. Null for one that was never lent.</summary>
    Task<Holder?> HolderAsync([Immutable] PhoneNumber number);

    Task<PoolUse> UseAsync();
}

/// <param name="Fresh">The id that the visit gets when it is a new one.</param>
/// <param name="IsKnown">The browser remembers an earlier visit.</param>
/// <param name="Address">Of the browser; null where it is not told apart from others.</param>
[Immutable]
public sealed record LeaseOrder(VisitId Fresh, VisitorId Visitor, bool IsKnown, VisitFacts Facts, string? Address);

/// <param name="IsActive">The visitor did something since the last one.</param>
/// <param name="Tags">What the page has learned of its visitor meanwhile; null for nothing.</param>
[Immutable]
public sealed record LifeSign(VisitId Visit, bool IsActive, IReadOnlyDictionary<string, string?>? Tags);

/// <summary>How a page's question for a number was answered.</summary>
/// <param name="Number">Null where there is none: then <paramref name="Why"/> says why.</param>
/// <param name="Until">Before this moment the number is nobody else's.</param>
[Immutable]
public sealed record Lease(PhoneNumber? Number, VisitId Visit, DateTimeOffset? Until, Reason? Why);

/// <summary>Who has a number, or had it last.</summary>
[Immutable]
public sealed record Holder(Visit Visit, DateTimeOffset Since, DateTimeOffset Until);

/// <summary>A pool as it is used now.</summary>
[Immutable]
public sealed record PoolUse(int Numbers, int Held, IReadOnlyList<HeldNumber> Leases);

[Immutable]
public sealed record HeldNumber(PhoneNumber Number, VisitId? Visit, DateTimeOffset Since, DateTimeOffset Until);
