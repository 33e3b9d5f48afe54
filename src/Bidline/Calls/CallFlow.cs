using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Ingress;
using Bidline.Odds;
using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Routing.Traffic;
using Bidline.Screening;
using Bidline.Storage;
using Bidline.Tracking;
using Microsoft.Extensions.Logging;

namespace Bidline.Calls;

/// <summary>
/// The live half of a call, from ringing to hang-up: admission, enrichment, eligibility, auction, ranking, connecting.
/// It touches money in one way only: it reserves it. A caller always ends somewhere.
/// </summary>
public sealed partial class CallFlow(
    BookShelf shelf,
    Switchboard switchboard,
    Arrivals arrivals,
    CallScreen screen,
    TrafficMeter traffic,
    Attributor attributor,
    Enricher enricher,
    CallRoute route,
    OddsBoard odds,
    Store store,
    ILogger<CallFlow> logger)
{
    /// <summary>Runs one call to its end. Never throws: what breaks on our side ends as the outcome "failed".</summary>
    /// <returns>The call's last event, durable.</returns>
    public async Task<CallEvent.Ended> RunAsync(InboundCall inbound, ICallControl caller)
    {
        var call = switchboard.Open(inbound, shelf.Current, caller);
        CallEvent.Ended ended;
        try
        {
            ended = await SellAsync(call).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Log.Broke(logger, call.Id, e);
            ended = Endings.Failed(call.Id.ToString());
        }

        return await EndAsync(call, ended).ConfigureAwait(false);
    }

    private async Task<CallEvent.Ended> SellAsync(LiveCall call)
    {
        var arrival = await arrivals.FindAsync(call).ConfigureAwait(false);
        var (admission, past) = screen.Judge(call.Inbound, Arrivals.Admit(call, arrival));
        await call.Journal.WriteDurablyAsync(Received(call, admission)).ConfigureAwait(false);
        if (admission is Admission.Refused refused) return Refuse(call, refused);
        if (admission is Admission.Blocked blocked)
            return await Fallbacks.PlayAsync(call, blocked.Campaign, Endings.Blocked(blocked.Reason)).ConfigureAwait(false);

        var admitted = (Admission.Admitted)admission;
        var taking = arrival is null ? null : await arrivals.TakeAsync(call, arrival, admitted).ConfigureAwait(false);
        if (taking?.Refusal is { } refusal) return Refuse(call, refusal);
        admitted = taking?.Admitted ?? admitted;
        using var entry = arrivals.PlaceOf(taking)
            ?? traffic.Enter(admitted.Campaign, admitted.Publisher, admitted.Terms);
        if (entry.Refused is { } full)
            return await Fallbacks.PlayAsync(call, admitted.Campaign, Endings.Blocked(full)).ConfigureAwait(false);

        var gone = call.Caller.CallerGone;
        var told = await attributor.TellAsync(call, taking?.Told(call.Inbound) ?? call.Inbound).ConfigureAwait(false);
        call.AppendsSeen = enricher.LastAppend;
        var profile = await enricher.EnrichAsync(told, admitted.Campaign.Id, admitted.Publisher.Id, gone).ConfigureAwait(false);
        profile = profile with { Past = past };
        call.CallersClock = CallerZones.ClockOf(profile);
        call.Journal.Write(new CallEvent.Enriched(profile));

        var ended = await route.FollowAsync(call, admitted, profile, taking?.Promised).ConfigureAwait(false)
            ?? await Fallbacks.PlayAsync(call, admitted.Campaign, Endings.Unsold(call.Journal.Entries)).ConfigureAwait(false);
        entry.Outcome = CallTraffic.Of(call.Journal.Entries, ended);
        return ended;
    }

    private static CallEvent.Ended Refuse(LiveCall call, Admission.Refused refused)
    {
        call.Journal.Write(new CallEvent.Refused(refused.Reason, refused.SipStatus));
        call.Caller.Refuse(refused.SipStatus, refused.Phrase);
        return Endings.Blocked(refused.Reason);
    }

    private async Task<CallEvent.Ended> EndAsync(LiveCall call, CallEvent.Ended ended)
    {
        try
        {
            call.Caller.HangUp();
            await call.Journal.WriteDurablyAsync(ended).ConfigureAwait(false);
            FailPoint.Pass("end.durable");
            odds.Learn(call.Journal.Entries);
        }
        catch (Exception e)
        {
            // The store is gone: the next start ends this call from what its log proves (Recovery).
            Log.Broke(logger, call.Id, e);
        }
        finally
        {
            switchboard.Close(call);
        }

        return ended;
    }

    private CallEvent.Received Received(LiveCall call, Admission admission)
    {
        var (campaign, publisher) = admission switch
        {
            Admission.Admitted it => (it.Campaign.Id, it.Publisher.Id),
            Admission.Blocked it => (it.Campaign.Id, it.Publisher),
            _ => ((CampaignId?)null, (PublisherId?)null),
        };
        return new CallEvent.Received(
            call.Inbound, campaign, publisher, call.Book.Version, call.Book.Hash, store.Node);
    }

    private static partial class Log
    {
        [LoggerMessage(100, LogLevel.Error, "Call {CallId} failed on our side")]
        public static partial void Broke(ILogger logger, CallId callId, Exception exception);
    }
}
