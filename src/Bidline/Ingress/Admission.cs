using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Tracking;

namespace Bidline.Ingress;

/// <summary>What becomes of a call that reached us, before anybody is asked to buy it.</summary>
public abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>It may be sold.</summary>
    public sealed record Admitted(Campaign Campaign, Publisher Publisher, PublisherTerms Terms) : Admission;

    /// <summary>Not sold, but the caller dialled a number of ours and hears the campaign's fallback.</summary>
    public sealed record Blocked(Campaign Campaign, PublisherId Publisher, Reason Reason) : Admission;

    /// <summary>Not ours: a final SIP status, and nothing is played.</summary>
    public sealed record Refused(Reason Reason, int SipStatus, string Phrase) : Admission;

    /// <summary>Pure: the same call and book always give the same answer.</summary>
    public static Admission Judge(InboundCall call, CampaignBook book)
    {
        if (!call.Dialled.IsSet || !book.Numbers.TryGetValue(call.Dialled, out var number))
            return new Refused(Reason.Of("call.number_unassigned"), 404, "Not Found");

        return number.State == NumberState.InUse
            ? Judge(book.Campaigns[number.Campaign], book.Publishers[number.Publisher], call)
            : new Blocked(
                book.Campaigns[number.Campaign], number.Publisher,
                Reason.Of("call.number_parked", ("number", number.Number.E164)));
    }

    /// <summary>Whether calls of this publisher may be sold in this campaign at all.</summary>
    /// <param name="call">Null while there is none: then nothing is asked about its caller.</param>
    public static Admission Judge(Campaign campaign, Publisher publisher, InboundCall? call)
    {
        if (campaign.Paused)
            return new Blocked(campaign, publisher.Id, Reason.Of("call.campaign_paused", ("campaign", campaign.Id.Value)));

        if (publisher.Paused || !campaign.Publishers.TryGetValue(publisher.Id, out var terms))
            return new Blocked(campaign, publisher.Id, Reason.Of("call.publisher_paused", ("publisher", publisher.Id.Value)));

        return call is not null && CallerScreen.OfCampaign(campaign.Callers, call) is { } reason
            ? new Blocked(campaign, publisher.Id, reason)
            : new Admitted(campaign, publisher, terms);
    }
}
