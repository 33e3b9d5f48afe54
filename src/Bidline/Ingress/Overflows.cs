using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Ingress;

/// <summary>Where a call goes next that nobody of its campaign took.</summary>
public abstract record OverflowStep(Reason Reason)
{
    /// <summary>Through another campaign's plan.</summary>
    public sealed record ToCampaign(Admission.Admitted To, Reason Reason) : OverflowStep(Reason);

    public sealed record ToNumber(PhoneNumber Phone, Reason Reason) : OverflowStep(Reason);

    /// <summary>The next campaign takes no calls now: the caller gets the fallback.</summary>
    public sealed record Closed(Reason Reason) : OverflowStep(Reason);
}

/// <summary>Follows the overflows of campaigns, each campaign once, so that a loop in the market ends. Pure.</summary>
public static class Overflows
{
    public static IEnumerable<OverflowStep> After(Admission.Admitted from, CampaignBook book)
    {
        var (seen, at) = (new HashSet<CampaignId> { from.Campaign.Id }, from);
        while (StepAfter(at, book) is { } step)
        {
            if (step is OverflowStep.ToCampaign(var to, _) && !seen.Add(to.Campaign.Id))
            {
                yield return new OverflowStep.Closed(
                    Reason.Of("overflow.loop", ("from", at.Campaign.Id.Value), ("to", to.Campaign.Id.Value)));
                yield break;
            }

            yield return step;
            if (step is not OverflowStep.ToCampaign(var next, _)) yield break;
            at = next;
        }
    }

    private static OverflowStep? StepAfter(Admission.Admitted at, CampaignBook book)
    {
        var from = ("from", at.Campaign.Id.Value);
        if (at.Campaign.Overflow is Overflow.ToNumber(var phone))
            return new OverflowStep.ToNumber(phone, Reason.Of("overflow.number", from));
        if (at.Campaign.Overflow is not Overflow.ToCampaign(var id)) return null;
        var next = book.Campaigns[id];
        if (next.Paused) return new OverflowStep.Closed(Reason.Of("call.campaign_paused", ("campaign", id.Value)));
        return next.Publishers.TryGetValue(at.Publisher.Id, out var terms)
            ? new OverflowStep.ToCampaign(
                new Admission.Admitted(next, at.Publisher, terms), Reason.Of("overflow.campaign", from, ("to", id.Value)))
            : new OverflowStep.Closed(Reason.Of("call.publisher_paused", ("publisher", at.Publisher.Id.Value)));
    }
}
