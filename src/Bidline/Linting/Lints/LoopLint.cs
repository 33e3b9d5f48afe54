using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Linting.Lints;

/// <summary>A call is sent to a number of ours: it would come back as a new call, and be sold again.</summary>
internal static class LoopLint
{
    private const string Fix = "give the number where people answer, not a tracking number";

    public static IEnumerable<Advice> Check(LintedMarket market)
    {
        foreach (var target in market.Targets)
        {
            if (target.Destination is Destination.Number(var phone) && IsOurs(market, phone))
            {
                yield return Advice.Warning(
                    "loop", $"/targets/{target.Id}/destination",
                    $"Target {target.Id} dials {phone.E164}, a tracking number of this market.", Fix);
            }
        }

        foreach (var campaign in market.Campaigns)
        {
            if (campaign.Overflow is Overflow.ToNumber(var number) && IsOurs(market, number))
            {
                yield return Advice.Warning(
                    "loop", $"/campaigns/{campaign.Id}/routing/overflow/number",
                    $"Campaign {campaign.Id} overflows to {number.E164}, a tracking number of this market.", Fix);
            }

            if (ComesBack(market, campaign))
            {
                yield return Advice.Warning(
                    "overflow_loop", $"/campaigns/{campaign.Id}/routing/overflow/campaign",
                    $"Campaign {campaign.Id} overflows into itself, by way of others or at once.",
                    "let the last campaign of the chain end at a number or its fallback");
            }

            if (campaign.Fallback is Fallback.Dial(var phone) && IsOurs(market, phone))
            {
                yield return Advice.Warning(
                    "loop", $"/campaigns/{campaign.Id}/routing/fallback/dial",
                    $"The fallback of campaign {campaign.Id} dials {phone.E164}, a tracking number of this market.", Fix);
            }
        }
    }

    private static bool ComesBack(LintedMarket market, Campaign campaign)
    {
        var seen = new HashSet<CampaignId>();
        var at = campaign;
        while (at.Overflow is Overflow.ToCampaign(var next) && seen.Add(next))
        {
            if (next == campaign.Id) return true;
            at = market.Book.Campaigns[next];
        }

        return false;
    }

    private static bool IsOurs(LintedMarket market, PhoneNumber phone) => market.Book.Numbers.ContainsKey(phone);
}
