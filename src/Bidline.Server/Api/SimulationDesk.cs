using Bidline.Accounts;
using Bidline.Calls.Simulations;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Server.Api;

/// <summary>What came of a question, and the market that it was asked on.</summary>
internal sealed record DeskAnswer(SimulationOutcome Outcome, SimulatedMarketAnswer Market);

/// <summary>Takes the question what would become of a call, for the API and for the console.</summary>
internal sealed class SimulationDesk(MarketKeeper keeper, BookShelf shelf, CallSimulator simulator, TimeProvider clock)
{
    public async Task<DeskAnswer> AskAsync(string id, SimulationRequest asked, Author author, CancellationToken cancel)
    {
        var (book, market, draftMistakes) = await MarketDraft.OfAsync(asked.Market, keeper, shelf, author, cancel);
        if (book is null) return new DeskAnswer(new SimulationOutcome.Refused(draftMistakes), market);
        var campaign = new CampaignId(id);
        if (!book.Campaigns.ContainsKey(campaign)) return new DeskAnswer(new SimulationOutcome.NoCampaign(), market);
        var (made, mistakes) = SimulationBody.Read(asked, campaign, book, clock.GetUtcNow());
        return mistakes.Count > 0
            ? new DeskAnswer(new SimulationOutcome.Refused(mistakes), market)
            : new DeskAnswer(await simulator.RunAsync(book, made, cancel), market);
    }
}
