using Bidline.Billing;
using Bidline.Primitives;
using Bidline.Qualification;

namespace Bidline.Calls;

/// <summary>
/// A call that has ended, as its log proves it: which reservation was answered, which were left over, and what is owed.
/// Pure: the same log settles to the same money for ever.
/// </summary>
/// <param name="Sold">The reservation of the target that was connected; null when there was none.</param>
/// <param name="LeftOver">Reservations that the live half neither used nor gave back.</param>
public sealed record SoldCall(
    CallEvent.Ended Ended, CallEvent.FundsHeld? Sold, IReadOnlyList<CallEvent.FundsHeld> LeftOver, Currency Currency)
{
    /// <summary>Null when there is nothing to settle: the call goes on, or it was settled.</summary>
    public static SoldCall? Of(IReadOnlyList<CallLogEntry> log)
    {
        var events = log.Select(entry => entry.Event).ToArray();
        if (events.OfType<CallEvent.Settled>().Any()) return null;
        if (events.OfType<CallEvent.Ended>().FirstOrDefault() is not { } ended) return null;
        var held = events.OfType<CallEvent.FundsHeld>().ToArray();
        var released = events.OfType<CallEvent.HoldReleased>().Select(release => release.Hold).ToHashSet();
        var connected = ConnectedIn(events);
        return new SoldCall(
            ended,
            held.LastOrDefault(hold => connected.Contains(hold.Attempt)),
            [.. held.Where(hold => !connected.Contains(hold.Attempt) && !released.Contains(hold.Hold))],
            CurrencyOf(events));
    }

    /// <summary>The reservation of the target that the caller talks or talked to; null when there is none.</summary>
    public static CallEvent.FundsHeld? HeldFor(IEnumerable<CallEvent> events)
    {
        var all = events.ToArray();
        var connected = ConnectedIn(all);
        return all.OfType<CallEvent.FundsHeld>().LastOrDefault(hold => connected.Contains(hold.Attempt));
    }

    public Verdicts Judge() => Sold is { } sold
        ? Qualifier.Judge(sold.Terms, Ended.TalkTime)
        : Qualifier.JudgeUnsold(Ended.Outcome);

    public Sale Price(Verdicts verdicts) => Sold is { } sold
        ? Pricing.Of(sold.Terms, verdicts.Buyer.IsQualified, verdicts.Publisher.IsQualified)
        : new Sale(Money.Zero(Currency), Money.Zero(Currency), Money.Zero(Currency));

    // An attempt whose target hung up at once was given up: the caller went on to somebody else.
    private static HashSet<int> ConnectedIn(CallEvent[] events)
    {
        var connected = events.OfType<CallEvent.Connected>().Select(answer => answer.Attempt).ToHashSet();
        connected.ExceptWith(events.OfType<CallEvent.HungUp>().Select(end => end.Attempt));
        return connected;
    }

    // An amount of nothing has a currency too: that of the call's terms, or of its auction.
    private static Currency CurrencyOf(CallEvent[] events) =>
        events.OfType<CallEvent.FundsHeld>().FirstOrDefault()?.Terms.Price.Currency
        ?? events.OfType<CallEvent.AuctionClosed>().FirstOrDefault()?.Auction.Floor.Currency
        ?? Currency.Usd;
}
