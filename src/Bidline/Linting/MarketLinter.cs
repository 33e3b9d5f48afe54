using Bidline.Campaigns;
using Bidline.Linting.Lints;

namespace Bidline.Linting;

/// <summary>Reads a compiled market as a careful colleague would before it goes live. Pure.</summary>
public static class MarketLinter
{
    /// <summary>One lint, one file, one code (or one family).</summary>
    private static readonly Func<LintedMarket, IEnumerable<Advice>>[] All =
    [
        PriceBelowPayoutLint.Check,
        PriceBelowFloorLint.Check,
        UndialableNumberLint.Check,
        LoopLint.Check,
        UnreachableTierLint.Check,
        CapsLint.Check,
        FilterLint.Check,
        UncoveredStateLint.Check,
        HoursGapLint.Check,
        HolidayGapLint.Check,
        BidderDeadlineLint.Check,
        QualifyOrderLint.Check,
        CallerLint.Check,
        UnusedLint.Check,
    ];

    /// <param name="now">The week around it is looked at for gaps in the hours.</param>
    /// <returns>Warnings before notes; within a level in the order of the lints, then of the entries' ids.</returns>
    public static IReadOnlyList<Advice> Advise(CampaignBook book, DateTimeOffset now)
    {
        var market = new LintedMarket(book, now);
        return [.. All.SelectMany(lint => lint(market)).OrderBy(advice => advice.Level)];
    }
}
