using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Ingress;
using Bidline.Routing.Traffic;

namespace Bidline.Connecting;

/// <summary>
/// Takes a call that nobody of its campaign took to where the campaign overflows to: other campaigns, inside their caps,
/// and then perhaps a number.
/// </summary>
public sealed class OverflowWay(TrafficMeter traffic)
{
    /// <param name="offer">Takes the call along one campaign's plan; null when nobody took it.</param>
    /// <returns>
    /// How the call ended; null when this was of no use either, and when a rule or the bound on attempts wants no more dials.
    /// </returns>
    public async Task<CallEvent.Ended?> FollowAsync(
        LiveCall call, Admission.Admitted from, Func<Admission.Admitted, Task<CallEvent.Ended?>> offer)
    {
        foreach (var step in Overflows.After(from, call.Book).TakeWhile(_ => call.Step != NextStep.Stop))
        {
            var to = (step as OverflowStep.ToCampaign)?.To;
            using var entry = to is null ? null : traffic.EnterBeside(to.Campaign, to.Publisher, to.Terms);
            call.Journal.Write(new CallEvent.Overflowed(to?.Campaign.Id, entry?.Refused ?? step.Reason));
            if (entry?.Refused is not null) return null;
            if (step is OverflowStep.ToNumber(var phone, _) && await Fallbacks.DialAsync(call, phone).ConfigureAwait(false))
                return Endings.Unsold(call.Journal.Entries);
            if (to is null || await offer(to).ConfigureAwait(false) is not { } ended) continue;
            if (entry is not null) entry.Outcome = CallTraffic.Of(call.Journal.Entries, ended);
            return ended;
        }

        return null;
    }
}
