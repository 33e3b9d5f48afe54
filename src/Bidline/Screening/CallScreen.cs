using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Ingress;
using Bidline.Primitives;

namespace Bidline.Screening;

/// <summary>
/// Decides whether a call may be sold at all, before anybody is asked: what its number and campaign say, then what is
/// known of the caller. Safe on any thread.
/// </summary>
public sealed class CallScreen(BlockedCallers blocked, CallerHistory history)
{
    public Screened Judge(InboundCall call, CampaignBook book) => Judge(call, Admission.Judge(call, book));

    /// <param name="admission">What number and campaign say.</param>
    public Screened Judge(InboundCall call, Admission admission)
    {
        if (admission is not Admission.Admitted admitted) return new Screened(admission, null);
        if (Listed(call, admitted.Campaign) is { } refusal) return Blocked(admitted, refusal);
        var entry = history.Enter(call, admitted.Campaign);
        return entry.Refused is { } reason ? Blocked(admitted, reason) : new Screened(admission, entry.Past);
    }

    /// <summary>What a call like this would be told now; it does not come in, and nothing counts it.</summary>
    public Screened Look(InboundCall call, CampaignBook book) => Look(call, Admission.Judge(call, book));

    /// <param name="admission">What number and campaign say.</param>
    public Screened Look(InboundCall call, Admission admission)
    {
        if (admission is not Admission.Admitted admitted) return new Screened(admission, null);
        if (Listed(call, admitted.Campaign) is { } refusal) return Blocked(admitted, refusal);
        var entry = history.Look(call, admitted.Campaign);
        return entry.Refused is { } reason ? Blocked(admitted, reason) : new Screened(admission, entry.Past);
    }

    private Reason? Listed(InboundCall call, Campaign campaign) =>
        blocked.Refusal(call.Caller) ?? campaign.Litigators.Refusal(call.Caller);

    private static Screened Blocked(Admission.Admitted admitted, Reason reason) =>
        new(new Admission.Blocked(admitted.Campaign, admitted.Publisher.Id, reason), null);
}

/// <param name="Past">What the caller had to do with us before; null for a new one, and where the call is not sold.</param>
public sealed record Screened(Admission Admission, IReadOnlyList<PastContact>? Past);
