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
    /// <summary>How long it went on, for the rules that count seconds.</summary>
    public required CallTimes Times { get; init; }

    /// <summary>What was held for it in the end; null when nothing was renewed.</summary>
    public Money? HeldMost { get; init; }

    /// <summary>Null when there is nothing to settle: the call goes on, or it was settled.</summary>
    public static SoldCall? Of(IReadOnlyList<CallLogEntry> log) =>
        log.Any(entry => entry.Event is CallEvent.Settled) ? null : OfEnded(log);

    /// <summary>Null while the call goes on.</summary>
    public static SoldCall? OfEnded(IReadOnlyList<CallLogEntry> log)
    {
        var events = log.Select(entry => entry.Event).ToArray();
        if (events.OfType<CallEvent.Ended>().FirstOrDefault() is not { } ended) return null;
        var held = events.OfType<CallEvent.FundsHeld>().ToArray();
        var released = events.OfType<CallEvent.HoldReleased>().Select(release => release.Hold).ToHashSet();
        var connected = ConnectedIn(events);
        var sold = held.LastOrDefault(hold => connected.Contains(hold.Attempt));
        return new SoldCall(
            ended,
            sold,
            [.. held.Where(hold => !connected.Contains(hold.Attempt) && !released.Contains(hold.Hold))],
            CurrencyOf(events))
        {
            Times = CallTimes.Of(log, ended.TalkTime),
            HeldMost = events.OfType<CallEvent.HoldRenewed>().LastOrDefault(it => it.Hold == sold?.Hold)?.Total,
        };
    }

    /// <summary>The reservation of the target that the caller talks or talked to; null when there is none.</summary>
    public static CallEvent.FundsHeld? HeldFor(IEnumerable<CallEvent> events)
    {
        var all = events.ToArray();
        var connected = ConnectedIn(all);
        return all.OfType<CallEvent.FundsHeld>().LastOrDefault(hold => connected.Contains(hold.Attempt));
    }

    /// <summary>
    /// By time alone: what hangs on a conversion is booked by the conversion, whether it came before or after this.
    /// </summary>
    public Verdicts Judge() => Judge([]);

    public Verdicts Judge(IReadOnlyList<ReportedEvent> reported) => Sold is { } sold
        ? Qualifier.Judge(sold.Terms, Times, reported)
        : Qualifier.JudgeUnsold(Ended.Outcome);

    public Sale Price(Verdicts verdicts, Money? reportedAmount = null) => Sold is { } sold
        ? Pricing.Of(
            sold.Terms, verdicts.Buyer.IsQualified, verdicts.Publisher.IsQualified,
            new Usage(Times.Talked, HeldMost, reportedAmount))
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
