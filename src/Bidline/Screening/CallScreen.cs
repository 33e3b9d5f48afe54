using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Ingress;

namespace Bidline.Screening;

/// <summary>
/// Decides whether a call may be sold at all, before anybody is asked: what its number and campaign say, then what is
/// known of the caller. Safe on any thread.
/// </summary>
public sealed class CallScreen(CallerHistory history)
{
    public Screened Judge(InboundCall call, CampaignBook book)
    {
        var admission = Admission.Judge(call, book);
        if (admission is not Admission.Admitted admitted) return new Screened(admission, null);
        var entry = history.Enter(call, admitted.Campaign);
        return entry.Refused is { } reason
            ? new Screened(new Admission.Blocked(admitted.Campaign, admitted.Publisher.Id, reason), null)
            : new Screened(admission, entry.Past);
    }
}

/// <param name="Past">What the caller had to do with us before; null for a new one, and where the call is not sold.</param>
public sealed record Screened(Admission Admission, IReadOnlyList<PastContact>? Past);
