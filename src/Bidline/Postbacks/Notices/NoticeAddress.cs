using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Postbacks.Notices;

/// <summary>
/// Notices go to a target's bidder, to a buyer, to a publisher's tracker or to the platforms of its ads: where that is now,
/// by the market in force.
/// </summary>
public sealed class NoticeAddress(BookShelf shelf, NoticeSecrets secrets)
{
    private const string Prefix = "target:";
    private const string WalletPrefix = "wallet:";
    private const string PublisherPrefix = "publisher:";
    private const string AdPrefix = "ads:";

    public static string Of(TargetId target) => Prefix + target.Value;

    /// <summary>Where a buyer hears of its wallet.</summary>
    public static string Of(BuyerId buyer) => WalletPrefix + buyer.Value;

    /// <summary>A publisher's tracker.</summary>
    public static string Of(PublisherId publisher) => PublisherPrefix + publisher.Value;

    /// <summary>An advertising platform of a publisher's.</summary>
    public static string OfAd(PublisherId publisher, string platform) => $"{AdPrefix}{publisher.Value}/{platform}";

    /// <summary>Stands for a platform where an address is kept: the real one is the platform's own business.</summary>
    public static Uri AdUrl(string platform) => new($"ads://{platform.Replace('_', '-')}/");

    /// <summary>Null for a destination that is no publisher's.</summary>
    public static PublisherId? PublisherOf(string destination) =>
        destination.StartsWith(PublisherPrefix, StringComparison.Ordinal)
            ? new PublisherId(destination[PublisherPrefix.Length..])
            : null;

    /// <summary>Null for a destination that is no target's.</summary>
    public static TargetId? TargetOf(string destination) =>
        destination.StartsWith(Prefix, StringComparison.Ordinal) ? new TargetId(destination[Prefix.Length..]) : null;

    /// <summary>What a target's bidder wants to be told; null when it has no bidder or wants nothing.</summary>
    public static NoticeTerms? TermsOf(CampaignBook book, TargetId target) =>
        book.Targets.TryGetValue(target, out var found) && found.Price is TargetPrice.Bidder bidder
            ? bidder.Terms.Notices
            : null;

    public async Task<PostbackPlace?> FindAsync(string destination, CancellationToken cancel)
    {
        var book = shelf.Current;
        if (destination.StartsWith(WalletPrefix, StringComparison.Ordinal))
        {
            return book.Buyers.TryGetValue(new BuyerId(destination[WalletPrefix.Length..]), out var buyer)
                && buyer.Wallet.Notify is { } url
                    ? await PlaceAsync(url, buyer.Id, cancel).ConfigureAwait(false)
                    : null;
        }

        if (PublisherOf(destination) is { } publisher)
        {
            return book.Publishers.TryGetValue(publisher, out var known) && known.Tracker is { } tracker
                ? new PostbackPlace(tracker.Url.Address, []) { Tracker = tracker.Url }
                : null;
        }

        if (AdOf(destination, book) is { } ad) return new PostbackPlace(AdUrl(ad.Platform), []) { Ad = ad };
        if (TargetOf(destination) is not { } target || TermsOf(book, target) is not { } terms) return null;
        return await PlaceAsync(terms.Url, book.Targets[target].Buyer, cancel).ConfigureAwait(false);
    }

    private static AdTerms? AdOf(string destination, CampaignBook book)
    {
        if (!destination.StartsWith(AdPrefix, StringComparison.Ordinal)) return null;
        var slash = destination.IndexOf('/', StringComparison.Ordinal);
        return book.Publishers.TryGetValue(new PublisherId(destination[AdPrefix.Length..slash]), out var publisher)
            ? publisher.Ads.FirstOrDefault(ad => ad.Platform == destination[(slash + 1)..])
            : null;
    }

    private async Task<PostbackPlace> PlaceAsync(Uri url, BuyerId buyer, CancellationToken cancel)
    {
        var signing = await secrets.OfAsync(buyer, cancel).ConfigureAwait(false);
        return new PostbackPlace(url, [.. signing.Select(secret => secret.Secret)]);
    }
}
