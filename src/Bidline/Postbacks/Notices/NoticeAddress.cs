using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Postbacks.Notices;

/// <summary>Notices go to a target's bidder: where that is now, by the market in force.</summary>
public sealed class NoticeAddress(BookShelf shelf, NoticeSecrets secrets)
{
    private const string Prefix = "target:";

    public static string Of(TargetId target) => Prefix + target.Value;

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
        if (TargetOf(destination) is not { } target || TermsOf(book, target) is not { } terms) return null;
        var signing = await secrets.OfAsync(book.Targets[target].Buyer, cancel).ConfigureAwait(false);
        return new PostbackPlace(terms.Url, [.. signing.Select(secret => secret.Secret)]);
    }
}
