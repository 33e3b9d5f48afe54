using Bidline.Accounts;
using Bidline.Campaigns;

namespace Bidline.Server.Api;

/// <summary>The market in force with a file put into it, to look at: nothing is applied.</summary>
/// <param name="Book">Null with mistakes; each names its line in the draft.</param>
internal sealed record MarketDraft(CampaignBook? Book, SimulatedMarketAnswer Market, IReadOnlyList<Mistake> Mistakes)
{
    /// <param name="text">A market file; null is the market in force as it is.</param>
    public static async Task<MarketDraft> OfAsync(
        string? text, MarketKeeper keeper, BookShelf shelf, Author author, CancellationToken cancel)
    {
        if (text is null)
            return new MarketDraft(shelf.Current, new SimulatedMarketAnswer(shelf.Current.Version, false, []), []);
        var reading = MarketFile.Read(text, "market");
        return await keeper.ApplyAsync(reading, new ApplyOptions(author, DryRun: true), cancel) switch
        {
            ApplyResult.Applied { Book: { } book } applied => new MarketDraft(
                book with { Version = applied.Version, Hash = $"draft on version {applied.Version}" },
                new SimulatedMarketAnswer(applied.Version, true, [.. applied.Changes.Select(change => change.Line)]),
                []),
            ApplyResult.Refused refused => new MarketDraft(
                null, new SimulatedMarketAnswer(shelf.Current.Version, true, []),
                [.. refused.Mistakes.Select(mistake => mistake with { Path = $"/market{mistake.Path}" })]),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
