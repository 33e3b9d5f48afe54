using Bidline.Primitives;
using Microsoft.Extensions.Logging;
using static Bidline.Routing.KeeperPatience;

namespace Bidline.Routing.Shared;

/// <summary>
/// The second step of a reservation: slots of shared caps, one after the other in a fixed order, all or none. What was
/// taken before a refusal is given back. Safe on any thread.
/// </summary>
internal sealed partial class SharedCapacity(
    IGrainFactory grains, BuyerKeepingSettings settings, TimeProvider clock, ILogger log)
{
    /// <summary>Null when every claim has its slot; otherwise the refusal, and nothing is taken.</summary>
    public async Task<Reason?> ReserveAsync(ReserveOrder order)
    {
        for (var i = 0; i < order.Shared.Count; i++)
        {
            if (await RefusalAsync(order, order.Shared[i]) is not { } reason) continue;
            // The refused one too: its keeper may have taken the slot and failed to say so.
            foreach (var claim in order.Shared.Take(i + 1))
                await EndAsync(claim.Party, Nothing(order.Hold, claim.Amount.Currency, reason));
            return reason;
        }

        return null;
    }

    public async Task ConnectedAsync(IReadOnlyList<SharedParty> parties, HoldId hold)
    {
        foreach (var party in parties)
        {
            try
            {
                await AskAsync(party, settings.Patience, keeper => Answered(keeper.ConnectedAsync(hold)));
            }
            catch (Exception e)
            {
                // Settlement says it again, from the log.
                Log.NotConnected(log, e, hold, party);
            }
        }
    }

    public async Task ReleaseAsync(IReadOnlyList<SharedParty> parties, HoldId hold, Currency currency, Reason reason)
    {
        foreach (var party in parties) await EndAsync(party, Nothing(hold, currency, reason));
    }

    /// <summary>Throws when a keeper could not be reached; then it may be asked again at any time.</summary>
    public async Task SettleAsync(SettleOrder order)
    {
        foreach (var party in order.Shared)
        {
            var used = party.CountsPayout ? order.Sale.Payout : order.Sale.Revenue;
            var end = new SharedEnd(order.Hold, order.Connected, used, order.Reason);
            await AskAsync(party, settings.EndPatience, keeper => Answered(keeper.EndAsync(end)));
        }
    }

    /// <summary>Null when every claim has its money; otherwise the first refusal. What was raised before it stays.</summary>
    public async Task<Reason?> RenewAsync(RenewOrder order)
    {
        foreach (var claim in order.Shared)
        {
            var renewal = new SharedRenewal(order.Hold, claim);
            if (await AskAsync(claim.Party, settings.Patience, keeper => keeper.RenewAsync(renewal))
                is ReserveOutcome.Refused refused) return refused.Reason;
        }

        return null;
    }

    /// <summary>Throws when a keeper could not be reached; then it may be asked again at any time.</summary>
    public async Task ConvertAsync(ConvertOrder order)
    {
        foreach (var party in order.Shared)
        {
            var total = party.CountsPayout ? order.Whole.Payout : order.Whole.Revenue;
            await AskAsync(
                party, settings.EndPatience,
                keeper => Answered(keeper.ConvertAsync(new SharedConversion(order.Hold, total))));
        }
    }

    public Task WakeAsync(IEnumerable<GroupId> groups) => Task.WhenAll(groups.Select(group =>
        AskAsync(SharedParty.Of(group), settings.EndPatience, keeper => Answered(keeper.WakeAsync()))));

    private static SharedEnd Nothing(HoldId hold, Currency currency, Reason reason) =>
        new(hold, false, Money.Zero(currency), reason);

    private async Task<Reason?> RefusalAsync(ReserveOrder order, SharedClaim claim)
    {
        try
        {
            var asked = new SharedOrder(order.Hold, order.Call, claim, order.ExpiresAfter);
            var outcome = await AskAsync(claim.Party, settings.Patience, keeper => keeper.ReserveAsync(asked));
            return (outcome as ReserveOutcome.Refused)?.Reason;
        }
        catch (Exception e)
        {
            Log.Unreachable(log, e, claim.Party, order.Call);
            return Reason.Of("error.internal", ("text", e.Message));
        }
    }

    private async Task EndAsync(SharedParty party, SharedEnd end)
    {
        try
        {
            await AskAsync(party, settings.EndPatience, keeper => Answered(keeper.EndAsync(end)));
        }
        catch (Exception e)
        {
            Log.NotReleased(log, e, end.Hold, party);
        }
    }

    private Task<T> AskAsync<T>(SharedParty party, TimeSpan patience, Func<ISharedGrain, Task<T>> ask) =>
        KeeperPatience.AskAsync(() => ask(grains.GetGrain<ISharedGrain>(party.Key)), patience, clock, default);

    private static partial class Log
    {
        [LoggerMessage(1213, LogLevel.Error, "The keeper of {Party} could not be reached for {Call}")]
        public static partial void Unreachable(ILogger logger, Exception error, SharedParty party, CallId call);

        [LoggerMessage(1214, LogLevel.Error, "{Hold} of {Party} could not be released; it ends by its expiry")]
        public static partial void NotReleased(ILogger logger, Exception error, HoldId hold, SharedParty party);

        [LoggerMessage(1215, LogLevel.Warning, "{Hold} of {Party} could not be marked connected; settlement does it")]
        public static partial void NotConnected(ILogger logger, Exception error, HoldId hold, SharedParty party);
    }
}
