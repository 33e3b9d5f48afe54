using Bidline.Enrichment;
using Bidline.Ingress;

namespace Bidline.Calls;

/// <summary>Takes up, before each decision over a call, what was appended since the one before.</summary>
internal static class LateFacts
{
    /// <returns>What is known now: the same profile when nothing was appended.</returns>
    public static CallerProfile TakeUp(
        this Enricher enricher, LiveCall call, Admission.Admitted admitted, CallerProfile known)
    {
        var profile = call.Profile ?? known;
        var seen = call.AppendsSeen;
        call.AppendsSeen = enricher.LastAppend;
        if (seen == call.AppendsSeen) return profile;
        var question = new CallerQuestion(call.Inbound.Caller, admitted.Campaign.Id, call.Id, call.Inbound.ReceivedAt)
        {
            Publisher = admitted.Publisher.Id,
        };
        if (enricher.Renew(profile, question, seen) is not { } renewed) return profile;
        call.Profile = renewed;
        call.CallersClock = CallerZones.ClockOf(renewed);
        call.Journal.Write(new CallEvent.Appended(call.Profile));
        return call.Profile;
    }
}
