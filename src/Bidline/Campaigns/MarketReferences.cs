using Bidline.Campaigns.Entries;

namespace Bidline.Campaigns;

/// <param name="Path">JSON pointer by ids: "/campaigns/auto-fl".</param>
public sealed record MarketReference(string Path, string Detail);

/// <summary>Finds what still refers to an entry, so that it is not removed from under it.</summary>
public static class MarketReferences
{
    public static IReadOnlyList<MarketReference> To(MarketDocument document, string section, string key) => section switch
    {
        "publishers" =>
        [
            .. document.Campaigns.Where(campaign => campaign.Publishers.Any(terms => terms.Id == key))
                .Select(campaign => new MarketReference(
                    $"/campaigns/{campaign.Id}", $"Campaign {campaign.Id} has terms for it.")),
            .. document.Targets.Where(target => Chosen(target.Publishers).Contains(key))
                .Select(target => new MarketReference($"/targets/{target.Id}", $"Target {target.Id} allows or denies it.")),
            .. document.Numbers.Where(number => number.Publisher == key)
                .Select(number => new MarketReference(
                    $"/numbers/{number.Number}", $"Number {number.Number} belongs to it.")),
            .. document.Endpoints.Where(endpoint => endpoint.Publisher == key)
                .Select(endpoint => new MarketReference(
                    $"/endpoints/{endpoint.Id}", $"Endpoint {endpoint.Id} belongs to it.")),
            .. document.Pools.Where(pool => pool.Publisher == key)
                .Select(pool => new MarketReference($"/pools/{pool.Id}", $"Pool {pool.Id} belongs to it.")),
        ],
        "buyers" =>
        [
            .. document.Targets.Where(target => target.Buyer == key)
                .Select(target => new MarketReference($"/targets/{target.Id}", $"Target {target.Id} belongs to it.")),
            .. document.Publishers.Where(publisher => publisher.Buyer == key)
                .Select(publisher => new MarketReference(
                    $"/publishers/{publisher.Id}", $"Publisher {publisher.Id} is the same company.")),
        ],
        "groups" =>
        [
            .. document.Targets.Where(target => target.Group == key)
                .Select(target => new MarketReference($"/targets/{target.Id}", $"Target {target.Id} is in it.")),
        ],
        "targets" =>
        [
            .. document.Campaigns
                .Where(campaign => campaign.Routing.Tiers.Any(tier => tier.Targets.Any(place => place.Id == key)))
                .Select(campaign => new MarketReference(
                    $"/campaigns/{campaign.Id}", $"Campaign {campaign.Id} routes calls to it.")),
        ],
        "campaigns" =>
        [
            .. document.Numbers.Where(number => number.Campaign == key)
                .Select(number => new MarketReference(
                    $"/numbers/{number.Number}", $"Number {number.Number} leads to it.")),
            .. document.Endpoints.Where(endpoint => endpoint.Campaign == key)
                .Select(endpoint => new MarketReference(
                    $"/endpoints/{endpoint.Id}", $"Endpoint {endpoint.Id} prices it.")),
            .. document.Pools.Where(pool => pool.Campaign == key)
                .Select(pool => new MarketReference($"/pools/{pool.Id}", $"Pool {pool.Id} leads to it.")),
            .. document.Lookups.Where(lookup => (lookup.Campaigns ?? []).Contains(key))
                .Select(lookup => new MarketReference($"/lookups/{lookup.Id}", $"Lookup {lookup.Id} is asked for its calls.")),
            .. document.Campaigns.Where(campaign => campaign.Routing.Overflow?.Campaign == key)
                .Select(campaign => new MarketReference(
                    $"/campaigns/{campaign.Id}", $"Campaign {campaign.Id} overflows into it.")),
        ],
        "trunks" =>
        [
            .. document.Numbers.Where(number => number.Trunk == key)
                .Select(number => new MarketReference(
                    $"/numbers/{number.Number}", $"Number {number.Number} is rented from its carrier.")),
            .. document.Pools.Where(pool => pool.Grow?.Trunk == key)
                .Select(pool => new MarketReference($"/pools/{pool.Id}/grow", $"Pool {pool.Id} grows from its carrier.")),
        ],
        "lists" =>
        [
            .. document.Targets.Where(target => Names(target.Filters, key))
                .Select(target => new MarketReference($"/targets/{target.Id}/filters", $"Target {target.Id} filters by it.")),
            .. document.Campaigns
                .Where(campaign => (campaign.Routing.Auction?.Floors ?? []).Any(floor => Names(floor.When, key)))
                .Select(campaign => new MarketReference(
                    $"/campaigns/{campaign.Id}/routing/auction/floors", $"A floor of campaign {campaign.Id} asks for it.")),
            .. document.Targets.Where(target => Names(target.Price.Rules?.Table, key))
                .Select(target => new MarketReference(
                    $"/targets/{target.Id}/price/rules", $"A bid rule of target {target.Id} asks for it.")),
            .. document.Endpoints.Where(endpoint => Names(endpoint.Price?.Modifiers, key))
                .Select(endpoint => new MarketReference(
                    $"/endpoints/{endpoint.Id}/price", $"The price of endpoint {endpoint.Id} asks for it.")),
            .. document.Campaigns.Where(campaign => Names(campaign.PingPrice?.Modifiers, key))
                .Select(campaign => new MarketReference(
                    $"/campaigns/{campaign.Id}/ping_price", $"The price of pings of campaign {campaign.Id} asks for it.")),
        ],
        _ => [],
    };

    private static bool Names(FilterEntry? filter, string list) => filter is not null
        && (filter.InList == list || Names(filter.Not, list)
            || (filter.All ?? []).Concat(filter.Any ?? []).Any(inner => Names(inner, list)));

    private static bool Names(IReadOnlyList<RuleEntry>? rows, string list)
    {
        return (rows ?? []).Any(row => Asks(row.Op, row.Value) || (row.All ?? []).Any(one => Asks(one.Op, one.Value)));

        bool Asks(string? op, string? value) => op is "in_list" or "not_in_list" && value == list;
    }

    private static IEnumerable<string> Chosen(PublisherChoiceEntry? choice) =>
        (choice?.Allow ?? []).Concat(choice?.Deny ?? []);
}
