using Bidline.Billing;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Routing.Shared;
using Microsoft.Extensions.Logging;
using static Bidline.Routing.KeeperPatience;

namespace Bidline.Routing;

/// <summary>
/// Asks the buyers' keepers, and after them those of shared caps (Routing/Shared). Every request may be repeated without
/// harm. Safe on any thread.
/// </summary>
public sealed partial class Capacity(
    IGrainFactory grains, BuyerKeepingSettings settings, TimeProvider clock, ILogger<Capacity> log)
{
    private readonly SharedCapacity _shared = new(grains, settings, clock, log);

    /// <summary>
    /// Holds money, a line and cap slots, or nothing. Refused with "error.internal" when the keeper could not be
    /// reached in time; whatever may have been held then is released. Throws only when cancelled, with the same promise.
    /// </summary>
    public async Task<ReserveOutcome> ReserveAsync(ReserveOrder order, CancellationToken cancel)
    {
        try
        {
            var outcome = await AskAsync(order.Buyer, settings.Patience, keeper => keeper.ReserveAsync(order), cancel);
            if (outcome is ReserveOutcome.Refused || await _shared.ReserveAsync(order) is not { } reason) return outcome;
            await ReleaseAsync(order.Buyer, order.Hold, reason);
            return new ReserveOutcome.Refused(reason);
        }
        catch (Exception e)
        {
            _ = ReleaseAsync(order.Buyer, order.Hold, Reason.Of("error.internal"));
            if (e is OperationCanceledException) throw;
            Log.Unreachable(log, e, order.Buyer, order.Call);
            return new ReserveOutcome.Refused(Reason.Of("error.internal", ("text", e.Message)));
        }
    }

    /// <summary>Gives back what was held of shared caps and then of the buyer's.</summary>
    public async Task ReleaseAsync(CallEvent.FundsHeld held, Reason reason)
    {
        await _shared.ReleaseAsync(held.Shared ?? [], held.Hold, held.Terms.Price.Currency, reason);
        await ReleaseAsync(held.Buyer, held.Hold, reason);
    }

    public Task ReleaseAsync(SharedParty party, HoldId hold, Currency currency, Reason reason) =>
        _shared.ReleaseAsync([party], hold, currency, reason);

    /// <summary>Gives back what was held. When the keeper cannot be reached for long, the hold ends by its expiry.</summary>
    public async Task ReleaseAsync(BuyerId buyer, HoldId hold, Reason reason)
    {
        try
        {
            await AskAsync(buyer, settings.EndPatience, keeper => Answered(keeper.ReleaseAsync(hold, reason)), default);
        }
        catch (Exception e)
        {
            Log.NotReleased(log, e, hold, buyer);
        }
    }

    /// <summary>The target answered: every cap that counts connected calls has used its slot.</summary>
    public async Task ConnectedAsync(CallEvent.FundsHeld held)
    {
        await ConnectedAsync(held.Buyer, held.Hold);
        await _shared.ConnectedAsync(held.Shared ?? [], held.Hold);
    }

    /// <summary>The target answered: a cap of its buyer that counts connected calls has used its slot.</summary>
    public async Task ConnectedAsync(BuyerId buyer, HoldId hold)
    {
        try
        {
            await AskAsync(buyer, settings.Patience, keeper => Answered(keeper.ConnectedAsync(hold)), default);
        }
        catch (Exception e)
        {
            // Settlement tells the keeper again, from the log.
            Log.NotConnected(log, e, hold, buyer);
        }
    }

    /// <summary>
    /// Holds more for a call that goes on: of the buyer's, then of shared caps. Refused with "error.internal" when a keeper
    /// could not be reached in time. Refused or not, what was held before is still held; what was added before a refusal
    /// is free again at the call's end.
    /// </summary>
    public async Task<ReserveOutcome> RenewAsync(RenewOrder order)
    {
        try
        {
            var outcome = await AskAsync(order.Buyer, settings.Patience, keeper => keeper.RenewAsync(order), default);
            if (outcome is ReserveOutcome.Refused || await _shared.RenewAsync(order) is not { } reason) return outcome;
            return new ReserveOutcome.Refused(reason);
        }
        catch (Exception e)
        {
            Log.NotRenewed(log, e, order.Hold, order.Buyer);
            return new ReserveOutcome.Refused(Reason.Of("error.internal", ("text", e.Message)));
        }
    }

    /// <summary>
    /// Books what a conversion adds to a call, from the prepayment or as what the buyer owes, and counts it in shared
    /// caps; idempotent on its key. Throws when a keeper could not be reached; then it may be asked again at any time.
    /// </summary>
    public async Task<PostOutcome> ConvertAsync(ConvertOrder order, CancellationToken cancel)
    {
        var outcome = await AskAsync(order.Buyer, settings.EndPatience, keeper => keeper.ConvertAsync(order), cancel);
        await _shared.ConvertAsync(order);
        return outcome;
    }

    /// <summary>
    /// Charges the sale and ends the hold in one commit; idempotent on the call. The call's ledger transaction, or null
    /// when nothing was owed. Throws when the keeper could not be reached; then it may be asked again at any time.
    /// </summary>
    public async Task<TransactionId?> SettleAsync(SettleOrder order, CancellationToken cancel)
    {
        var posted = await AskAsync(order.Buyer, settings.EndPatience, keeper => keeper.SettleAsync(order), cancel);
        await _shared.SettleAsync(order);
        return posted;
    }

    /// <summary>Books what is not a call (top-ups, corrections); idempotent on the transaction's key.</summary>
    public Task<PostOutcome> PostAsync(BuyerId buyer, LedgerTransaction transaction, CancellationToken cancel) =>
        AskAsync(buyer, settings.EndPatience, keeper => keeper.PostAsync(transaction), cancel);

    /// <summary>
    /// Books prepaid money that goes back to a buyer, of what is free beyond what it owes; idempotent on the transaction's
    /// key.
    /// </summary>
    public Task<PostOutcome> PayBackAsync(
        BuyerId buyer, LedgerTransaction transaction, Money owed, CancellationToken cancel) =>
        AskAsync(buyer, settings.EndPatience, keeper => keeper.PayBackAsync(transaction, owed), cancel);

    /// <summary>
    /// Books what was worked out from a call's transactions, unless there are not just so many of them any more.
    /// </summary>
    public Task<PostOutcome> CorrectAsync(
        BuyerId buyer, LedgerTransaction correction, int seen, CancellationToken cancel) =>
        AskAsync(buyer, settings.EndPatience, keeper => keeper.CorrectAsync(correction, seen), cancel);

    /// <summary>Books a write-off unless the buyer owes less by now, or there is one with its key.</summary>
    public Task<PostOutcome> BearAsync(
        BuyerId buyer, LedgerTransaction writeOff, Money amount, CancellationToken cancel) =>
        AskAsync(buyer, settings.EndPatience, keeper => keeper.BearAsync(writeOff, amount), cancel);

    /// <summary>Has the keepers read their state and fill the board, so that the first auctions are not blind.</summary>
    public async Task WakeAsync(IEnumerable<BuyerId> buyers, CancellationToken cancel)
    {
        foreach (var some in buyers.Chunk(64))
            await Task.WhenAll(some.Select(buyer =>
                AskAsync(buyer, settings.EndPatience, keeper => Answered(keeper.WakeAsync()), cancel)));
    }

    /// <summary>The same for the keepers of groups.</summary>
    public Task WakeAsync(IEnumerable<GroupId> groups) => _shared.WakeAsync(groups);

    private Task<T> AskAsync<T>(
        BuyerId buyer, TimeSpan patience, Func<IBuyerGrain, Task<T>> ask, CancellationToken cancel) =>
        KeeperPatience.AskAsync(() => ask(grains.GetGrain<IBuyerGrain>(buyer.Value)), patience, clock, cancel);

    private static partial class Log
    {
        [LoggerMessage(1210, LogLevel.Error, "The keeper of {Buyer} could not be reached for {Call}")]
        public static partial void Unreachable(ILogger logger, Exception error, BuyerId buyer, CallId call);

        [LoggerMessage(1211, LogLevel.Error, "{Hold} of {Buyer} could not be released; it ends by its expiry")]
        public static partial void NotReleased(ILogger logger, Exception error, HoldId hold, BuyerId buyer);

        [LoggerMessage(1216, LogLevel.Error, "{Hold} of {Buyer} could not be renewed")]
        public static partial void NotRenewed(ILogger logger, Exception error, HoldId hold, BuyerId buyer);

        [LoggerMessage(1212, LogLevel.Warning, "{Hold} of {Buyer} could not be marked connected; settlement does it")]
        public static partial void NotConnected(ILogger logger, Exception error, HoldId hold, BuyerId buyer);
    }
}
