using Bidline.Campaigns;

namespace Bidline.Linting.Lints;

/// <summary>Telephone numbers are dialled through a trunk, and no trunk dials.</summary>
internal static class UndialableNumberLint
{
    private const string Fix = "give a trunk a dial address, or give a SIP address here";

    public static IEnumerable<Advice> Check(LintedMarket market)
    {
        if (market.DialsNumbers) yield break;
        foreach (var target in market.Targets.Where(target => target.Destination is Destination.Number))
        {
            yield return Advice.Warning(
                "undialable_number", $"/targets/{target.Id}/destination",
                $"Target {target.Id} is a telephone number, and no trunk dials numbers.", Fix);
        }

        foreach (var campaign in market.Campaigns.Where(campaign => campaign.Fallback is Fallback.Dial))
        {
            yield return Advice.Warning(
                "undialable_number", $"/campaigns/{campaign.Id}/routing/fallback/dial",
                $"The fallback of campaign {campaign.Id} is a telephone number, and no trunk dials numbers.", Fix);
        }
    }
}
