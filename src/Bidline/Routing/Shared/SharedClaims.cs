using Bidline.Billing;
using Bidline.Calls;
using Bidline.Campaigns;

namespace Bidline.Routing.Shared;

/// <summary>
/// What a sale claims besides its buyer's own: a slot of the target's group, and money of the campaign and the publisher
/// where those have a cap on it. (Their calls are counted at admission.) Pure.
/// </summary>
public static class SharedClaims
{
    /// <summary>In the order in which they are asked: the same for every call.</summary>
    public static IReadOnlyList<SharedClaim> Of(
        CampaignBook book, Campaign campaign, PublisherTerms publisher, Target target, SaleTerms terms)
    {
        var claims = new List<SharedClaim>();
        var whole = Pricing.Of(terms, buyerPays: true, publisherEarns: true);
        if (target.Group is { Caps.IsNone: false } group)
            claims.Add(new SharedClaim(SharedParty.Of(group.Id), group.Caps, whole.Revenue));
        Money(SharedParty.Of(campaign.Id), campaign.Caps);
        if (book.Publishers.TryGetValue(publisher.Publisher, out var own)) Money(SharedParty.Of(own.Id), own.Caps);
        Money(SharedParty.Of(campaign.Id, publisher.Publisher), publisher.Caps);
        return claims;

        void Money(SharedParty party, Caps caps)
        {
            CapLimit[] limits =
            [
                .. caps.Limits.Where(limit => limit.Spend is not null).Select(limit => limit with { Calls = null }),
            ];
            if (limits.Length == 0) return;
            claims.Add(new SharedClaim(
                party, caps with { Concurrent = null, Limits = limits }, party.CountsPayout ? whole.Payout : whole.Revenue));
        }
    }
}
