using Bidline.Campaigns;
using Bidline.Primitives;

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

        var campaign = book.Campaigns[number.Campaign];
        var publisher = book.Publishers[number.Publisher];
        if (campaign.Paused)
            return new Blocked(campaign, publisher.Id, Reason.Of("call.campaign_paused", ("campaign", campaign.Id.Value)));

        if (publisher.Paused || !campaign.Publishers.TryGetValue(publisher.Id, out var terms))
            return new Blocked(campaign, publisher.Id, Reason.Of("call.publisher_paused", ("publisher", publisher.Id.Value)));

        return CallerScreen.OfCampaign(campaign.Callers, call) is { } reason
            ? new Blocked(campaign, publisher.Id, reason)
            : new Admitted(campaign, publisher, terms);
    }
}
