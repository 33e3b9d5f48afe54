using Bidline.Auctions;
using Bidline.Auctions.Trials;
using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;

namespace Bidline.Server.Console.Bidders;

/// <summary>A target whose price is asked for over HTTP, as the list and the head of its page show it.</summary>
/// <param name="Dialect">The protocol, and the partner where it has one: "ringba", "template · ringba-pro".</param>
/// <param name="Address">With its secrets masked.</param>
internal sealed record BidderRow(
    TargetId Target, string Name, string Buyer, string Dialect, string Address, bool IsPaused, bool IsShadow, BidderState State)
{
    /// <summary>Every bidder whose name, buyer, dialect or address has this text; by name.</summary>
    public static IReadOnlyList<BidderRow> All(CampaignBook book, MarketDocument document, BidderHealth health, string? text)
    {
        var entries = document.Targets.ToDictionary(target => target.Id);
        var rows =
            from target in book.Targets.Values
            where target.Price is TargetPrice.Bidder
            let row = Of(book, entries.GetValueOrDefault(target.Id.Value), target, health)
            where text is null || row.Has(text)
            orderby row.Name, row.Target.Value
            select row;
        return [.. rows];
    }

    /// <summary>Null when there is no such target, or its price is not asked for.</summary>
    public static BidderRow? Find(CampaignBook book, MarketDocument document, BidderHealth health, string target) =>
        book.Targets.TryGetValue(new TargetId(target), out var found) && found.Price is TargetPrice.Bidder
            ? Of(book, document.Targets.FirstOrDefault(entry => entry.Id == target), found, health)
            : null;

    private static BidderRow Of(CampaignBook book, TargetEntry? entry, Target target, BidderHealth health)
    {
        var terms = ((TargetPrice.Bidder)target.Price).Terms;
        var bidder = entry?.Price.Bidder;
        var buyer = book.Buyers[target.Buyer];
        return new BidderRow(
            target.Id,
            target.Name,
            buyer.Name,
            bidder?.Partner is { } partner ? $"{terms.Protocol} · {partner}" : terms.Protocol,
            Masked.OfAddress(bidder?.Url ?? terms.Url.AbsoluteUri),
            target.Paused || buyer.Paused,
            terms.Shadow,
            health.StateOf(target.Id));
    }

    private bool Has(string text) => new[] { Name, Target.Value, Buyer, Dialect, Address }
        .Any(part => part.Contains(text, StringComparison.OrdinalIgnoreCase));
}
