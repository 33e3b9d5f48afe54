using Bidline.Auctions;
using Bidline.Calls.Reasons;
using Bidline.Enrichment;
using Bidline.Enrichment.Appends;
using Bidline.Tracking;

namespace Bidline.Calls;

/// <summary>Each event of a call's log in a few words, for the log as people read it. Pure; numbers stay masked.</summary>
internal static class EventSentence
{
    public static IReadOnlyList<EventTrace> Of(IReadOnlyList<CallLogEntry> log, Naming names) =>
    [
        .. log.Select(entry => new EventTrace(
            entry.Seq, entry.At, entry.Offset.TotalMilliseconds, CallLogRow.SpellName(entry.Event.GetType().Name),
            Say(entry.Event, names))),
    ];

    public static string Say(CallEvent happened, Naming names) => happened switch
    {
        CallEvent.Received it => Received(it, names),
        CallEvent.Refused it => $"refused with SIP {it.SipStatus}: {ReasonCatalogue.Say(it.Reason)}",
        CallEvent.ReservationUsed it =>
            $"came for {it.Reservation}: the publisher was promised {Spoken.Amount(it.Promised)}",
        CallEvent.ReservationMissed it =>
            $"not a promised call: {ReasonCatalogue.Say(it.Reason)}; policy: {CallLogRow.Spell(it.Then)}",
        CallEvent.NumberTagged it => $"the number says: {string.Join(", ", it.Tags.Select(tag => $"{tag.Key} {tag.Value}"))}",
        CallEvent.Attributed it => Attributed(it.Attribution),
        CallEvent.Enriched it => Enriched(it),
        CallEvent.Appended it => $"more was appended: {string.Join(", ", Appended(it.Profile))}",
        CallEvent.AuctionClosed it => Auction(it.Auction, names),
        CallEvent.LateBid it => $"{names.Of(it.Target)} answered late, at {Late(it.Answer)}",
        CallEvent.Overflowed it => $"every tier was out: {ReasonCatalogue.Say(it.Reason)}",
        CallEvent.FallbackStarted it => it.Kind == "dial" ? $"fallback: dialling {it.Text}" : $"fallback: “{it.Text}”",
        CallEvent.Ended it => Ended(it),
        CallEvent.Settled { Posted: null } it => $"settled, nothing owed: {ReasonCatalogue.Say(it.BuyerVerdict)}",
        CallEvent.Settled it => $"settled: revenue {Spoken.Amount(it.Revenue)}, payout {Spoken.Amount(it.Payout)}, "
            + $"margin {Spoken.Amount(it.Margin)}",
        CallEvent.ConversionReported it => $"the buyer posted back “{it.Name}”"
            + (it.Amount is { } amount ? $", {Spoken.Amount(amount)} sold" : ""),
        CallEvent.ConversionBooked { Posted: null } it => $"converted, nothing owed: {ReasonCatalogue.Say(it.BuyerVerdict)}",
        CallEvent.ConversionBooked it => $"converted: revenue {Spoken.Amount(it.Revenue)} more, payout "
            + $"{Spoken.Amount(it.Payout)} more, margin {Spoken.Amount(it.Margin)} more",
        _ => Attempt(happened, names),
    };

    private static string Attempt(CallEvent happened, Naming names) => happened switch
    {
        CallEvent.HoldRefused it =>
            $"attempt {it.Attempt}: {names.Of(it.Buyer, it.Target)} was not reserved: {ReasonCatalogue.Say(it.Reason)}",
        CallEvent.FundsHeld it =>
            $"attempt {it.Attempt}: {Spoken.Amount(it.Terms.Price)} of {names.Of(it.Buyer)} held for {names.Of(it.Target)}",
        CallEvent.ConfirmStarted it => $"attempt {it.Attempt}: {names.Of(it.Target)} is asked to confirm its bid",
        CallEvent.Confirmed it => $"attempt {it.Attempt}: confirmed after {Spoken.Milliseconds(it.Took.TotalMilliseconds)}",
        CallEvent.ConfirmFailed it => $"attempt {it.Attempt}: not confirmed: {ReasonCatalogue.Say(it.Reason)}",
        CallEvent.ConfirmLate it => $"attempt {it.Attempt}: its confirmation came late, after "
            + $"{Spoken.Milliseconds(it.Took.TotalMilliseconds)}: "
            + (it.Refusal is { } refusal ? ReasonCatalogue.Say(refusal) : "it would have been confirmed"),
        CallEvent.DialStarted it => $"attempt {it.Attempt}: dialling {it.Destination}",
        CallEvent.Ringing it => $"attempt {it.Attempt}: ringing",
        CallEvent.DialFailed it => $"attempt {it.Attempt}: {ReasonCatalogue.Say(it.Reason)}",
        CallEvent.HungUp it => $"attempt {it.Attempt}: {ReasonCatalogue.Say(it.Reason)}",
        CallEvent.NextChosen it => $"attempt {it.Attempt}: {ReasonCatalogue.Say(it.Reason)}",
        CallEvent.HoldReleased it => $"attempt {it.Attempt}: hold given back: {ReasonCatalogue.Brief(it.Reason.Code)}",
        CallEvent.HoldRenewed it => $"attempt {it.Attempt}: {Spoken.Amount(it.Total)} of {names.Of(it.Buyer)} held now",
        CallEvent.HoldNotRenewed it => $"attempt {it.Attempt}: no more is held: {ReasonCatalogue.Say(it.Reason)}",
        CallEvent.Connected it => $"attempt {it.Attempt}: answered after {Spoken.Seconds(it.RangFor)}",
        CallEvent.RecordingStarted it => $"attempt {it.Attempt}: recording",
        // A newer version's event in an older program.
        _ => CallLogRow.SpellName(happened.GetType().Name),
    };

    private static string Received(CallEvent.Received it, Naming names)
    {
        var from = it.Inbound.Caller.IsSet ? it.Inbound.Caller.ToString() : "a withheld number";
        var to = it.Inbound.Dialled.IsSet ? it.Inbound.Dialled.E164 : "what is not a number";
        var whose = it.Campaign is { } campaign
            ? $"; {names.Of(campaign)}" + (it.Publisher is { } publisher ? $" for {names.Of(publisher)}" : "")
            : "";
        return $"{from} called {to} through {it.Inbound.Trunk}{whose}; book {it.BookVersion}";
    }

    private static string Attributed(Attribution found)
    {
        if (found.Visit is not { } visit) return $"a number of pool {found.Pool}, lent to nobody";
        var touch = Touch.Of(visit);
        var brought = touch.Keyword is { } keyword ? $"{touch.Source}, “{keyword}”" : touch.Source;
        return $"from {visit.Id}, brought by {brought}"
            + (found.Certainty == Certainty.Held ? "" : "; its hold was over, and nobody else has had the number since");
    }

    private static string Enriched(CallEvent.Enriched it)
    {
        var known = new[] { it.Profile.State ?? it.Profile.Country, it.Profile.TimeZone, it.Profile.LineType };
        var words = string.Join(", ", known.OfType<string>());
        return words.Length == 0 ? "nothing more is known of the caller" : $"caller looked up: {words}";
    }

    private static IEnumerable<string> Appended(CallerProfile profile) =>
        (profile.Sources ?? []).LastOrDefault(source => source.Source == Appending.Source)?.Fields ?? [];

    private static string Auction(AuctionRecord auction, Naming names)
    {
        var rows = auction.Candidates;
        var winner = rows.FirstOrDefault(row => row.Stage == CandidateStage.Won);
        var end = (winner?.Pays ?? winner?.Bid ?? winner?.Effective) is { } price
            ? $"{names.Of(winner!.Buyer, winner.Target)} won at {Spoken.Amount(price)}"
            : "nobody won";
        return $"auction closed after {Spoken.Milliseconds(auction.Took.TotalMilliseconds)}: {auction.Considered} considered, "
            + $"{rows.Count(row => row.Stage != CandidateStage.NotAsked)} asked; {end}";
    }

    private static string Late(LateAnswer late) => Spoken.Milliseconds(late.AtMs)
        + (late.Bid is { } bid ? $", with {Spoken.Amount(bid)}: would have {late.WouldHave}" : ", without a bid");

    private static string Ended(CallEvent.Ended it)
    {
        var by = it.By is { } who ? $", by {CallLogRow.Spell(who)}" : "";
        var talked = it.TalkTime > TimeSpan.Zero ? $", talked {Spoken.Clock(it.TalkTime)}" : "";
        return $"ended as {CallLogRow.Spell(it.Outcome)}{by}{talked}: {ReasonCatalogue.Say(it.Reason)}";
    }
}
