using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Server.Console.Live;

/// <summary>What one buyer or one target of it uses of what it may use.</summary>
/// <param name="Lines">Calls at this moment, and how many may be; null for no limit. The same for the others.</param>
/// <param name="Free">Money it can still spend; null for a target, which has none of its own.</param>
public sealed record BuyerGauge(
    string Key, string Name, Use Lines, Use Today, Money SpentToday, Money? SpendMax, Money? Free, bool IsPaused, bool IsTarget)
{
    /// <summary>Buyers of the market, the busiest first, each with its targets that have limits of their own.</summary>
    internal static IReadOnlyList<BuyerGauge> All(CampaignBook book, StandingBoard board) =>
    [
        .. from buyer in book.Buyers.Values
           let targets = book.Targets.Values.Where(target => target.Buyer == buyer.Id).OrderBy(target => target.Id.Value, StringComparer.Ordinal).ToArray()
           where targets.Length > 0
           let standing = board.Of(targets[0].Id, buyer.Id)
           where standing is not null
           orderby standing.BuyerLive descending, standing.BuyerToday descending, buyer.Name
           from gauge in (BuyerGauge[])[OfBuyer(buyer, standing), .. targets.Where(IsLimited).Select(it => OfTarget(it, board))]
           select gauge,
    ];

    private static bool IsLimited(Target target) => target.Caps is not { Concurrent: null, CallsPerDay: null, SpendPerDay: null };

    private static BuyerGauge OfBuyer(Buyer buyer, Standing standing) => new(
        buyer.Id.Value,
        buyer.Name,
        new Use(standing.BuyerLive, buyer.Caps.Concurrent),
        new Use(standing.BuyerToday, buyer.Caps.CallsPerDay),
        standing.BuyerSpentToday,
        buyer.Caps.SpendPerDay,
        standing.FreeFunds,
        buyer.Paused,
        IsTarget: false);

    private static BuyerGauge OfTarget(Target target, StandingBoard board)
    {
        var standing = board.Of(target.Id, target.Buyer)!;
        return new BuyerGauge(
            $"{target.Buyer}/{target.Id}",
            target.Name,
            new Use(standing.TargetLive, target.Caps.Concurrent),
            new Use(standing.TargetToday, target.Caps.CallsPerDay),
            standing.TargetSpentToday,
            target.Caps.SpendPerDay,
            null,
            target.Paused,
            IsTarget: true);
    }
}

/// <summary>So many of so many.</summary>
/// <param name="Max">Null means no limit.</param>
public readonly record struct Use(int Used, int? Max)
{
    /// <summary>0 to 1; nothing when there is no limit, all when nothing is allowed.</summary>
    public double Share => Max is not { } max ? 0 : max == 0 ? 1 : Math.Min(1, (double)Used / max);

    /// <summary>"full" at the limit, "near" from nine tenths on.</summary>
    public string? Tone => Max is null ? null : Share >= 1 ? "full" : Share >= .9 ? "near" : null;

    public override string ToString() => Max is { } max ? $"{Used}/{max}" : $"{Used}";
}
