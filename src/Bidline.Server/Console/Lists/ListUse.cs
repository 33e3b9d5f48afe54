using Bidline.Campaigns;
using Bidline.Campaigns.Lists;

namespace Bidline.Server.Console.Lists;

/// <summary>One list of the market and what asks it. Pure.</summary>
/// <param name="UsedBy">Targets by their filters, campaigns by their floors.</param>
public sealed record ListUse(string Id, ValueList List, IReadOnlyList<ListUser> UsedBy)
{
    /// <summary>By id.</summary>
    public static IReadOnlyList<ListUse> All(CampaignBook book)
    {
        var users = Users(book).ToLookup(pair => pair.List, pair => pair.User, StringComparer.Ordinal);
        return
        [
            .. book.Lists.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => new ListUse(pair.Key, pair.Value, [.. users[pair.Key].Distinct()])),
        ];
    }

    private static IEnumerable<(string List, ListUser User)> Users(CampaignBook book)
    {
        foreach (var target in book.Targets.Values.OrderBy(target => target.Id.Value, StringComparer.Ordinal))
            foreach (var list in Named(target.Filter))
                yield return (list, new ListUser($"target {target.Id}", null));
        foreach (var campaign in book.Campaigns.Values.OrderBy(campaign => campaign.Id.Value, StringComparer.Ordinal))
        {
            foreach (var (list, _) in campaign.Litigators.Lists)
                yield return (list, new ListUser(
                    campaign.Litigators.Action == LitigatorAction.Block
                        ? $"{campaign.Id} refuses them" : $"{campaign.Id} tags them",
                    $"campaigns/{campaign.Id}"));
            foreach (var floor in campaign.Auction.Floors)
                foreach (var list in Named(floor.When))
                    yield return (list, new ListUser($"floor {floor.Id} of {campaign.Id}", $"campaigns/{campaign.Id}"));
        }
    }

    private static IEnumerable<string> Named(CallFilter? filter) => filter switch
    {
        CallFilter.InList listed => [listed.Id],
        CallFilter.Not not => Named(not.Inner),
        CallFilter.All all => all.Of.SelectMany(Named),
        CallFilter.Any any => any.Of.SelectMany(Named),
        _ => [],
    };
}

/// <param name="Address">Where in the console it is looked at; null for what has no page.</param>
public sealed record ListUser(string Word, string? Address);
