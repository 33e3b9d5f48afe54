using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>Tells the board what a buyer's book has come to, with the credit and currency of the market in force.</summary>
internal sealed class StandingTeller(
    StandingBoard board, BookShelf shelf, TimeProvider clock, BuyerId buyer, HoldBook book)
{
    public Money CreditLimit => shelf.Current.Buyers.TryGetValue(buyer, out var known)
        ? known.CreditLimit
        : Money.Zero(shelf.Current.Currency);

    public void TellAll()
    {
        foreach (var target in book.Targets) board.Tell(target, UseOf(book.Target(target), CapsOf(target)));
        TellBuyer();
    }

    public void Tell(TargetId target)
    {
        board.Tell(target, UseOf(book.Target(target), CapsOf(target)));
        TellBuyer();
    }

    public void TellBuyer()
    {
        var caps = shelf.Current.Buyers.TryGetValue(buyer, out var known) ? known.Caps : null;
        board.Tell(buyer, new BuyerStanding(UseOf(book.Buyer, caps), book.Free(shelf.Current.Currency) + CreditLimit));
    }

    private Caps? CapsOf(TargetId target) =>
        shelf.Current.Targets.TryGetValue(target, out var known) ? known.Caps : null;

    private CapStanding UseOf(CapUse use, Caps? caps)
    {
        if (caps is null || caps.Limits.Count == 0) return new CapStanding(use.Live, []);
        var now = clock.GetUtcNow();
        return new CapStanding(
            use.Live,
            [.. caps.Limits.Select(limit => use.Of(limit.Period, caps.TimeZone, shelf.Current.Currency, now))]);
    }
}
