using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Server.Console.Frame;

namespace Bidline.Server.Console.Home;

/// <summary>One of the five figures, as it is shown.</summary>
/// <param name="Badge">A second value above the first: the margin's percentage.</param>
/// <param name="Aside">What stands behind the value: "of 812".</param>
/// <param name="Before">The same figure of the period that it is compared with.</param>
public sealed record Tile(
    string Key, string Title, string? Badge, string Value, string? Aside, string Before, Change Change)
{
    public static IReadOnlyList<Tile> Of(FiguresCompared figures)
    {
        var (now, before) = (figures.Now, figures.Before);
        return
        [
            new("revenue", "Revenue", null, Headline(now.Revenue), null, Shown.Amount(before.Revenue),
                Change.Of(now.Revenue, before.Revenue, moreIsGood: true)),
            new("payout", "Payout", null, Headline(now.Payout), null, Shown.Amount(before.Payout),
                Change.Of(now.Payout, before.Payout, moreIsGood: null)),
            new("margin", "Margin", now.MarginPercent is null ? null : Shown.Percent(now.MarginPercent),
                Headline(now.Margin), null,
                $"{Shown.Amount(before.Margin)}, {Shown.Percent(before.MarginPercent)}",
                Change.OfPercent(now.MarginPercent, before.MarginPercent)),
            new("connected", "Connected calls", null, Shown.Count(now.Connected), $"of {Shown.Count(now.Incoming)}",
                $"{Shown.Count(before.Connected)} of {Shown.Count(before.Incoming)}",
                Change.Of(now.Connected, before.Connected, moreIsGood: true)),
            new("rpc", "Revenue per incoming call", null, Shown.Amount(now.RevenuePerIncoming), null,
                Shown.Amount(before.RevenuePerIncoming),
                Change.Of(now.RevenuePerIncoming, before.RevenuePerIncoming, moreIsGood: true)),
        ];
    }

    // Six digits and more have no room, and no need, for cents.
    private static string Headline(Money money) =>
        Math.Abs(money.Units) >= 100_000 ? Shown.Whole(money) : Shown.Amount(money);
}
