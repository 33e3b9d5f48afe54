namespace Bidline.Routing.Shared;

/// <summary>
/// Keeps one shared cap: the second step of a reservation, after the buyer's own keeper. Everything it answers is
/// durable. Key: that of the <see cref="SharedParty"/>. Asked through <see cref="Capacity"/>.
/// </summary>
public interface ISharedGrain : IGrainWithStringKey
{
    Task<ReserveOutcome> ReserveAsync([Immutable] SharedOrder order);

    /// <summary>The target answered.</summary>
    Task ConnectedAsync([Immutable] Primitives.HoldId hold);

    /// <summary>Holds more for a call that goes on, or nothing; asking for the same amount twice holds it once.</summary>
    Task<ReserveOutcome> RenewAsync([Immutable] SharedRenewal renewal);

    /// <summary>Counts a call that was charged after its slot had ended. Idempotent.</summary>
    Task ConvertAsync([Immutable] SharedConversion conversion);

    /// <summary>Idempotent. An end that comes before its reserve makes the reserve fail.</summary>
    Task EndAsync([Immutable] SharedEnd end);

    /// <summary>Has the keeper read its state and tell the <see cref="StandingBoard"/>.</summary>
    Task WakeAsync();
}
