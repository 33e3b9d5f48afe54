using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Routing;
using Bidline.Routing.Shared;

namespace Bidline.Connecting;

/// <summary>
/// Waits for the end of a conversation. One that is paid by the minute is covered ahead of time; when the buyer's money
/// allows no more, it goes on until what is held is used up and is ended then (money.md M15).
/// </summary>
internal sealed class Talk(Capacity capacity, TimeProvider clock)
{
    public async Task<ConversationEnd> EndAsync(LiveCall call, HeldOffer held, Task<ConversationEnd> ended)
    {
        var (offer, _, hold, attempt) = held;
        if (offer.Target.Price is not TargetPrice.PerMinute price) return await ended.ConfigureAwait(false);
        var (meter, answeredAt) = (new MinuteMeter(price), clock.GetTimestamp());
        while (await LastsAsync(ended, meter.RenewAfter - clock.GetElapsedTime(answeredAt)).ConfigureAwait(false))
        {
            var order = new RenewOrder(
                hold, offer.Buyer.Id, offer.Target.Id, meter.Next, offer.Buyer.CreditLimit, offer.Buyer.Caps,
                offer.Target.Caps)
            {
                Shared = SharedClaims.Renewed(held.Shared, held.Terms, meter.Next),
            };
            if (await capacity.RenewAsync(order).ConfigureAwait(false) is ReserveOutcome.Refused refused)
            {
                call.Journal.Write(new CallEvent.HoldNotRenewed(attempt, hold, offer.Buyer.Id, refused.Reason));
                var left = meter.Covered - clock.GetElapsedTime(answeredAt);
                return await LastsAsync(ended, left).ConfigureAwait(false)
                    ? await CutAsync(call, ended).ConfigureAwait(false)
                    : await ended.ConfigureAwait(false);
            }

            meter.Renewed();
            call.Journal.Write(new CallEvent.HoldRenewed(attempt, hold, offer.Buyer.Id, meter.Held));
        }

        return await ended.ConfigureAwait(false);
    }

    private static async Task<ConversationEnd> CutAsync(LiveCall call, Task<ConversationEnd> ended)
    {
        call.Caller.HangUp();
        return await ended.ConfigureAwait(false) with { By = EndedBy.FundsRanOut };
    }

    /// <summary>True when the time has passed and they still talk.</summary>
    private async Task<bool> LastsAsync(Task ended, TimeSpan time)
    {
        if (time > TimeSpan.Zero)
        {
            using var over = new CancellationTokenSource();
            var passed = Task.Delay(time, clock, over.Token);
            await Task.WhenAny(ended, passed).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
        }

        return !ended.IsCompleted;
    }
}
