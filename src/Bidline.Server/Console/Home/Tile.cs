using Bidline.Calls;
using Bidline.Server.Console.Frame;

namespace Bidline.Server.Console.Home;

/// <summary>One of the five figures, as it is shown.</summary>
/// <param name="Aside">A second value beside the first: the margin's percentage.</param>
/// <param name="Before">The same figure of the period that it is compared with.</param>
public sealed record Tile(string Key, string Title, string Value, string? Aside, string Before, Change Change)
{
    public static IReadOnlyList<Tile> Of(FiguresCompared figures)
    {
        var (now, before) = (figures.Now, figures.Before);
        return
        [
            new("revenue", "Revenue", Shown.Amount(now.Revenue), null, Shown.Amount(before.Revenue),
                Change.Of(now.Revenue, before.Revenue, moreIsGood: true)),
            new("payout", "Payout", Shown.Amount(now.Payout), null, Shown.Amount(before.Payout),
                Change.Of(now.Payout, before.Payout, moreIsGood: null)),
            new("margin", "Margin", Shown.Amount(now.Margin), Shown.Percent(now.MarginPercent),
                $"{Shown.Amount(before.Margin)}, {Shown.Percent(before.MarginPercent)}",
                Change.OfPercent(now.MarginPercent, before.MarginPercent)),
            new("connected", "Connected calls", Shown.Count(now.Connected), $"of {Shown.Count(now.Incoming)}",
                $"{Shown.Count(before.Connected)} of {Shown.Count(before.Incoming)}",
                Change.Of(now.Connected, before.Connected, moreIsGood: true)),
            new("rpc", "Revenue per incoming call", Shown.Amount(now.RevenuePerIncoming), null,
                Shown.Amount(before.RevenuePerIncoming),
                Change.Of(now.RevenuePerIncoming, before.RevenuePerIncoming, moreIsGood: true)),
        ];
    }
}
