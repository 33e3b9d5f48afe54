using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Calls;

/// <summary>Names of parties as the book in force has them; the id where it has none.</summary>
public sealed class Naming(CampaignBook? book)
{
    public string Of(TargetId id) =>
        book is not null && book.Targets.TryGetValue(id, out var target) ? target.Name : id.Value;

    public string Of(BuyerId id) => book is not null && book.Buyers.TryGetValue(id, out var buyer) ? buyer.Name : id.Value;

    public string Of(CampaignId id) =>
        book is not null && book.Campaigns.TryGetValue(id, out var campaign) ? campaign.Name : id.Value;

    public string Of(PublisherId id) =>
        book is not null && book.Publishers.TryGetValue(id, out var publisher) ? publisher.Name : id.Value;

    /// <summary>"Acme Insurance · FL desk"; once where both are called the same.</summary>
    public string Of(BuyerId buyer, TargetId target)
    {
        var (who, where) = (Of(buyer), Of(target));
        return who == where ? who : $"{who} · {where}";
    }
}
