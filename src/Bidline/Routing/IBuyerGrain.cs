using Bidline.Billing;
using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>
/// Keeps one buyer: its money, its lines and its cap slots, its targets' included. The only writer of the buyer's
/// holds and ledger lines. Everything it answers is durable. Key: the buyer's id. Asked through <see cref="Capacity"/>.
/// </summary>
public interface IBuyerGrain : IGrainWithStringKey
{
    Task<ReserveOutcome> ReserveAsync([Immutable] ReserveOrder order);

    /// <summary>Idempotent. A release that comes before its reserve makes the reserve fail.</summary>
    Task ReleaseAsync([Immutable] HoldId hold, [Immutable] Reason reason);

    /// <summary>Idempotent on the total. Refused when the money or its caps do not allow it, or the hold has ended.</summary>
    Task<ReserveOutcome> RenewAsync([Immutable] RenewOrder order);

    Task ConnectedAsync([Immutable] HoldId hold);

    /// <summary>Idempotent on the call. The ledger transaction of the call; null when nothing was owed.</summary>
    Task<TransactionId?> SettleAsync([Immutable] SettleOrder order);

    /// <summary>Idempotent on the transaction's key.</summary>
    Task<PostOutcome> PostAsync([Immutable] LedgerTransaction transaction);

    /// <summary>The same for prepaid money that goes back: of what is free beyond what it owes, without credit.</summary>
    Task<PostOutcome> PayBackAsync([Immutable] LedgerTransaction transaction, [Immutable] Money owed);

    /// <summary>
    /// Books what was worked out from a call's transactions, as long as there are so many of them; otherwise
    /// <see cref="PostOutcome.Stale"/>.
    /// </summary>
    Task<PostOutcome> CorrectAsync([Immutable] LedgerTransaction correction, int seen);

    /// <summary>
    /// Books a write-off of so much, as long as the buyer owes it in that very moment; otherwise, and when there is one with
    /// its key, <see cref="PostOutcome.Stale"/>.
    /// </summary>
    Task<PostOutcome> BearAsync([Immutable] LedgerTransaction writeOff, [Immutable] Money amount);

    /// <summary>Idempotent on the transaction's key. Books what a call's conversion adds, and counts it in the caps.</summary>
    Task<PostOutcome> ConvertAsync([Immutable] ConvertOrder order);

    /// <summary>Has the keeper read its state and tell the <see cref="StandingBoard"/>.</summary>
    Task WakeAsync();
}
