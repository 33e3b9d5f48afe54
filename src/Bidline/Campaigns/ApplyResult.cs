using Bidline.Accounts;
using Bidline.Primitives;

namespace Bidline.Campaigns;

/// <summary>How a change to the market is asked for.</summary>
/// <param name="DryRun">Check and compare, change nothing.</param>
/// <param name="IfVersion">Only when this is still the version in force; null means whatever it is.</param>
public sealed record ApplyOptions(Author Author, bool DryRun = false, int? IfVersion = null);

/// <summary>What came of it.</summary>
public abstract record ApplyResult
{
    private ApplyResult()
    {
    }

    /// <summary>In force and durable, or, in a dry run, what would be.</summary>
    /// <param name="Version">The version in force afterwards; in a dry run the one in force still.</param>
    /// <param name="Changes">Empty when the market was so already; then there is no new version.</param>
    /// <param name="Book">What the document compiles to, to look at; null where versions are only compared.</param>
    public sealed record Applied(
        int Version, IReadOnlyList<MarketChange> Changes, bool DryRun, CampaignBook? Book = null) : ApplyResult;

    /// <summary>Nothing was changed, for these mistakes.</summary>
    public sealed record Refused(IReadOnlyList<Mistake> Mistakes) : ApplyResult;

    /// <summary>Nothing was changed: somebody else changed the market since.</summary>
    public sealed record Outdated(int Version) : ApplyResult;
}

/// <summary>One version of the market and the document it was made of.</summary>
public sealed record MarketVersion(
    int Version, DateTimeOffset At, string Author, string Hash, MarketDocument Document)
{
    public static MarketVersion None { get; } = new(0, default, "", "", MarketDocument.Empty);
}

/// <summary>Books a new buyer's opening balance; must book once however often it is called for the same buyer.</summary>
public delegate Task OpeningBooking(BuyerId buyer, Money amount, CancellationToken cancel);

/// <summary>The stored market cannot be used. The message is one sentence that an operator can act on.</summary>
public sealed class MarketException(string sentence) : Exception(sentence);
