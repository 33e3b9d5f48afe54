using Bidline.Accounts;
using Bidline.Auctions.Trials;
using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;

namespace Bidline.Server.Api;

/// <summary>
/// Another way to read the answers of a bidder that a template describes: tried on an answer that is there already, and
/// put into the market. The market is checked whole both times, so that what is tried is what would be saved.
/// </summary>
internal sealed class AnswerMapping(MarketKeeper keeper, BidderTrial trial)
{
    private const string Template = "template";

    /// <summary>Changes nothing and asks nobody.</summary>
    /// <param name="took">How long the answer had taken, for auctions that would not have waited.</param>
    public async Task<MappingOutcome> TryAsync(
        TrialOrder order, AnswerEntry answer, ReceivedAnswer received, TimeSpan took, CancellationToken cancel)
    {
        var inForce = keeper.InForce;
        if (With(inForce.Document, order.Target, answer, out var place) is not { } next)
            return Has(inForce.Document, order.Target) ? new MappingOutcome.NoTemplate() : new MappingOutcome.NoTarget();
        var options = new ApplyOptions(new Author("trial", Author.ThisMachine), DryRun: true);
        return await keeper.ReplaceAsync(next, options, cancel) switch
        {
            ApplyResult.Applied { Book: { } book } applied =>
                new MappingOutcome.Tried(inForce.Version, applied.Changes, trial.Read(book, order, received, took)),
            ApplyResult.Refused refused => new MappingOutcome.Refused(
                [.. refused.Mistakes.Select(mistake => InTermsOfAnswer(mistake, place))]),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Puts it in force as a new version, when the market is still at this one.</summary>
    public async Task<ApplyResult> SaveAsync(
        TargetId target, AnswerEntry answer, int version, Author author, CancellationToken cancel)
    {
        var inForce = keeper.InForce;
        return inForce.Version == version && With(inForce.Document, target, answer, out _) is { } next
            ? await keeper.ReplaceAsync(next, new ApplyOptions(author, IfVersion: version), cancel)
            : new ApplyResult.Outdated(inForce.Version);
    }

    /// <summary>Null when there is no such target, or none that a template describes.</summary>
    private static MarketDocument? With(MarketDocument document, TargetId id, AnswerEntry answer, out int place)
    {
        place = document.Targets.Index().Where(entry => entry.Item.Id == id.Value)
            .Select(entry => entry.Index).FirstOrDefault(-1);
        if (place < 0 || document.Targets[place].Price.Bidder is not { Protocol: Template } bidder) return null;
        var target = document.Targets[place];
        var changed = target with { Price = target.Price with { Bidder = bidder with { Answer = answer } } };
        return document with { Targets = [.. document.Targets.Select(entry => entry == target ? changed : entry)] };
    }

    private static bool Has(MarketDocument document, TargetId id) =>
        document.Targets.Any(entry => entry.Id == id.Value);

    private static Mistake InTermsOfAnswer(Mistake mistake, int place)
    {
        var prefix = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/targets/{place}/price/bidder");
        return mistake.Path.StartsWith(prefix + "/answer", StringComparison.Ordinal)
            ? mistake with { Path = mistake.Path[prefix.Length..] }
            : mistake;
    }
}

/// <summary>What became of a try.</summary>
public abstract record MappingOutcome
{
    private MappingOutcome()
    {
    }

    /// <param name="Version">The market that it was tried on.</param>
    /// <param name="Changes">What saving it would change; empty when the market reads so already.</param>
    /// <param name="Outcome">The reading, or that the pair of campaign and publisher is not sold to the target.</param>
    public sealed record Tried(int Version, IReadOnlyList<MarketChange> Changes, TrialOutcome Outcome) : MappingOutcome;

    /// <summary>It is not a way to read answers, for these mistakes; their paths begin with "/answer".</summary>
    public sealed record Refused(IReadOnlyList<Mistake> Mistakes) : MappingOutcome;

    public sealed record NoTarget : MappingOutcome;

    /// <summary>Its bidder speaks a dialect that says by itself how it is read, or there is none.</summary>
    public sealed record NoTemplate : MappingOutcome;
}
