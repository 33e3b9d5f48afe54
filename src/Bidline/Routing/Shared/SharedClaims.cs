using Bidline.Billing;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;

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
        if (target.Group is { Caps.IsNone: false } group)
            claims.Add(new SharedClaim(SharedParty.Of(group.Id), group.Caps, terms.Price));
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
                party, caps with { Concurrent = null, Limits = limits, ByHour = null }, AmountOf(party, terms, terms.Price)));
        }
    }

    /// <summary>The same claims for a call that is paid by the minute and goes on.</summary>
    /// <param name="revenue">What is to be held of the buyer's money from then on.</param>
    public static IReadOnlyList<SharedClaim> Renewed(IReadOnlyList<SharedClaim> claims, SaleTerms terms, Money revenue) =>
        [.. claims.Select(claim => claim with { Amount = AmountOf(claim.Party, terms, revenue) })];

    /// <summary>The most that it can come to. A payout by the minute is not known before the talk: then all of it.</summary>
    private static Money AmountOf(SharedParty party, SaleTerms terms, Money revenue)
    {
        if (!party.CountsPayout || terms.Payout is PayoutTerms.PerMinute) return revenue;
        var promised = Pricing.PromisedOf(terms.Payout, revenue);
        return terms.AllowLoss ? promised : Money.Min(promised, revenue);
    }
}
