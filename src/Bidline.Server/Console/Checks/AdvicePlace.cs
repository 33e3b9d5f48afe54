using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Server.Console.Checks;

/// <summary>The thing that a finding is about, and where it can be looked at. Pure.</summary>
/// <param name="Address">Null where the console has no page for it.</param>
internal sealed record AdvicePlace(string Word, string? Address)
{
    /// <param name="pointer">"/campaigns/auto-fl/routing/tiers/1", entries by id.</param>
    public static AdvicePlace Of(string pointer, CampaignBook book)
    {
        if (pointer.Split('/') is not ["", var section, var id, ..]) return new AdvicePlace("the market", null);
        return section switch
        {
            "campaigns" => new AdvicePlace(CampaignOf(id, book), $"campaigns/{id}"),
            "targets" => OfTarget(new TargetId(id), book),
            "buyers" => new AdvicePlace(
                book.Buyers.TryGetValue(new BuyerId(id), out var buyer) ? $"Buyer {buyer.Name}" : $"Buyer {id}", "live"),
            _ => new AdvicePlace($"{char.ToUpperInvariant(section[0])}{section[1..].TrimEnd('s')} {id}", null),
        };
    }

    private static string CampaignOf(string id, CampaignBook book) =>
        book.Campaigns.TryGetValue(new CampaignId(id), out var campaign) ? $"Campaign {campaign.Name}" : $"Campaign {id}";

    // A bidder has a page of its own; another target is seen in the first plan that it stands in.
    private static AdvicePlace OfTarget(TargetId id, CampaignBook book)
    {
        if (!book.Targets.TryGetValue(id, out var target)) return new AdvicePlace($"Target {id.Value}", null);
        var word = $"Target {target.Name}";
        if (target.Price is TargetPrice.Bidder) return new AdvicePlace(word, $"bidders/{id.Value}");
        var campaign = book.Campaigns.Values
            .Where(each => each.Tiers.Any(tier => tier.Targets.Any(place => place.Target == id)))
            .OrderBy(each => each.Id.Value, StringComparer.Ordinal).FirstOrDefault();
        return new AdvicePlace(word, campaign is null ? null : $"campaigns/{campaign.Id.Value}");
    }
}
