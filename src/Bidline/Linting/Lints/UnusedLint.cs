using Bidline.Campaigns;
using Bidline.Campaigns.BidRules;

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

        var named = NamedLists(market).ToHashSet(StringComparer.Ordinal);
        foreach (var list in market.Book.Lists.Keys.Where(list => !named.Contains(list)).Order(StringComparer.Ordinal))
        {
            yield return Advice.Note(
                "list_unused", $"/lists/{list}", $"No filter and no rule asks for list {list}.",
                "name it in a filter: in_list, or delete it");
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

    private static IEnumerable<string> NamedLists(LintedMarket market) => market.Targets.Select(target => target.Filter)
        .Concat(market.Campaigns.SelectMany(campaign => campaign.Auction.Floors).Select(floor => floor.When))
        .SelectMany(filter => filter is null ? [] : ListsOf(filter))
        .Concat(Tables(market).SelectMany(table => table.Rules).SelectMany(rule => rule.All)
            .OfType<BidRuleCondition.InList>().Select(condition => condition.Id));

    private static IEnumerable<BidRuleTable> Tables(LintedMarket market) => market.Targets.Select(target => target.Price)
        .OfType<TargetPrice.Rules>().Select(price => price.Table)
        .Concat(market.Book.Endpoints.Values.Select(endpoint => endpoint.Price.Modifiers).OfType<BidRuleTable>());

    private static IEnumerable<string> ListsOf(CallFilter filter) => filter switch
    {
        CallFilter.All all => all.Of.SelectMany(ListsOf),
        CallFilter.Any any => any.Of.SelectMany(ListsOf),
        CallFilter.Not not => ListsOf(not.Inner),
        CallFilter.InList listed => [listed.Id],
        _ => [],
    };
}
