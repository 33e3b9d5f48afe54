namespace Bidline.Linting.Lints;

/// <summary>Entries that nothing leads to, and numbers that lead to a paused campaign.</summary>
internal static class UnusedLint
{
    public static IEnumerable<Advice> Check(LintedMarket market)
    {
        var numbered = market.Book.Numbers.Values.Select(number => number.Campaign).ToHashSet();
        foreach (var campaign in market.Campaigns.Where(campaign => !numbered.Contains(campaign.Id)))
        {
            yield return Advice.Note(
                "no_number", $"/campaigns/{campaign.Id}", $"No tracking number leads to campaign {campaign.Id}.",
                "assign a number to it under numbers");
        }

        foreach (var campaign in market.Campaigns.Where(campaign => campaign.Paused && numbered.Contains(campaign.Id)))
        {
            yield return Advice.Note(
                "paused_with_number", $"/campaigns/{campaign.Id}/paused",
                $"Campaign {campaign.Id} is paused and has numbers: their callers go to its fallback.",
                "unpause it, or move its numbers to another campaign");
        }

        var placed = market.Campaigns.SelectMany(campaign => campaign.Tiers).SelectMany(tier => tier.Targets)
            .Select(place => place.Target).ToHashSet();
        foreach (var target in market.Targets.Where(target => !placed.Contains(target.Id)))
        {
            yield return Advice.Note(
                "target_unused", $"/targets/{target.Id}", $"Target {target.Id} is in no campaign.",
                "put it into a tier of a campaign");
        }
    }
}
