using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Server.Console.Live;

/// <summary>What one buyer or one target of it uses of what it may use.</summary>
/// <param name="Lines">Calls at this moment, and how many may be; null for no limit.</param>
/// <param name="Calls">Of the period whose limit of calls is the fullest; null without such a limit.</param>
/// <param name="Spend">The same of money.</param>
/// <param name="Free">Money it can still spend; null for a target, which has none of its own.</param>
public sealed record BuyerGauge(
    string Key, string Name, Use Lines, PeriodGauge<Use>? Calls, PeriodGauge<(Money Spent, Money Max)>? Spend, Money? Free,
    bool IsPaused, bool IsTarget)
{
    /// <summary>Buyers of the market, the busiest first, each with its targets that have limits of their own.</summary>
    internal static IReadOnlyList<BuyerGauge> All(CampaignBook book, StandingBoard board) =>
    [
        .. from buyer in book.Buyers.Values
           let targets = TargetsOf(buyer, book)
           where targets.Length > 0
           let standing = board.Of(targets[0].Id, buyer.Id)
           where standing is not null
           orderby standing.Buyer.Live descending, buyer.Name
           from gauge in (BuyerGauge[])[OfBuyer(buyer, standing), .. targets.Where(IsLimited).Select(it => OfTarget(it, board))]
           select gauge,
    ];

    private static Target[] TargetsOf(Buyer buyer, CampaignBook book) =>
        [
            .. book.Targets.Values.Where(target => target.Buyer == buyer.Id)
                .OrderBy(target => target.Id.Value, StringComparer.Ordinal),
        ];

    private static bool IsLimited(Target target) => !target.Caps.IsNone;

    private static BuyerGauge OfBuyer(Buyer buyer, Standing standing) => new(
        buyer.Id.Value,
        buyer.Name,
        new Use(standing.Buyer.Live, buyer.Caps.Concurrent),
        PeriodGauges.OfCalls(buyer.Caps, standing.Buyer),
        PeriodGauges.OfSpend(buyer.Caps, standing.Buyer),
        standing.FreeFunds,
        buyer.Paused,
        IsTarget: false);

    private static BuyerGauge OfTarget(Target target, StandingBoard board)
    {
        var use = board.Of(target.Id, target.Buyer)!.Target;
        return new BuyerGauge(
            $"{target.Buyer}/{target.Id}",
            target.Name,
            new Use(use.Live, target.Caps.Concurrent),
            PeriodGauges.OfCalls(target.Caps, use),
            PeriodGauges.OfSpend(target.Caps, use),
            null,
            target.Paused,
            IsTarget: true);
    }
}

/// <summary>What is used of the period whose limit is the fullest.</summary>
/// <param name="Period">In words: "today", "this hour", "in all".</param>
public sealed record PeriodGauge<T>(string Period, T Used);

internal static class PeriodGauges
{
    /// <summary>Null when no period has a limit of calls.</summary>
    public static PeriodGauge<Use>? OfCalls(Caps caps, CapStanding use) => caps.Limits
        .Where(limit => limit.Calls is not null)
        .Select(limit => new PeriodGauge<Use>(
            Words(limit.Period), new Use(use.Of(limit.Period)?.Calls ?? 0, limit.Calls)))
        .MaxBy(gauge => gauge.Used.Share);

    /// <summary>Null when no period has a limit of money.</summary>
    public static PeriodGauge<(Money Spent, Money Max)>? OfSpend(Caps caps, CapStanding use) => caps.Limits
        .Where(limit => limit.Spend is not null)
        .Select(limit => new PeriodGauge<(Money Spent, Money Max)>(
            Words(limit.Period),
            (use.Of(limit.Period)?.Spent ?? Money.Zero(limit.Spend!.Value.Currency), limit.Spend!.Value)))
        .MaxBy(gauge => gauge.Used.Max.IsPositive ? (double)gauge.Used.Spent.Micros / gauge.Used.Max.Micros : 1);

    private static string Words(CalendarPeriod period) => period switch
    {
        CalendarPeriod.Hour => "this hour",
        CalendarPeriod.Day => "today",
        CalendarPeriod.Week => "this week",
        CalendarPeriod.Month => "this month",
        _ => "in all",
    };
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
