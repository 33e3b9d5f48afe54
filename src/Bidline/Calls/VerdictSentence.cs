using Bidline.Auctions;
using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Primitives;

namespace Bidline.Calls;

/// <summary>
/// What happened to a call, said in one breath: a template for each outcome, filled with the facts that decided
/// (trace.md 3.3). Deterministic: the same call and names give the same words.
/// </summary>
public static class VerdictSentence
{
    /// <summary>More attempts than these are counted, not named: a sentence is to be read in one breath.</summary>
    private const int NamedMax = 3;

    /// <param name="book">Where names come from; null says ids.</param>
    public static Sentence Of(Call call, CampaignBook? book)
    {
        var names = new Naming(book);
        return call.Ended?.Outcome switch
        {
            null => VerdictWhileLive.Of(call, names),
            CallOutcome.Connected => Connected(call, names),
            CallOutcome.NoBuyer => NoBuyer(call, names),
            CallOutcome.NotConnected => NotConnected(call, names),
            CallOutcome.Abandoned => Abandoned(call, names),
            CallOutcome.Blocked => new SentenceWriter().Strong("Refused").Say($": {Why(call)}.").End(),
            CallOutcome.Handled => new SentenceWriter().Strong("Handled").Say(" as designed, without a buyer.").End(),
            _ => new SentenceWriter().Strong("Failed on our side").Say($": {Why(call)}. Nothing was charged.").End(),
        };
    }

    private static Sentence Connected(Call call, Naming names)
    {
        var ended = call.Ended!;
        if (call.Connected is not { Terms: { } terms } sold)
            return new SentenceWriter().Strong("Connected").Say($", talked {Spoken.Clock(ended.TalkTime)}.").End();
        var words = new SentenceWriter().Say("Sold to ").Strong(names.Of(sold.Buyer, sold.Target))
            .Say(" for ").Strong(Spoken.Amount(terms.Price)).Say($"{WhyIt(call, sold)}. ").Say(Tried(call, sold, names))
            .Say($"Answered after {Spoken.Seconds(sold.RangFor ?? default)}, ");
        if (terms.Unpaid?.Buyer is { } unpaid)
            words.Say($"talked {Spoken.Clock(ended.TalkTime)}, ").Strong("not charged").Say($": {ReasonCatalogue.Say(unpaid)}. ");
        else if (terms.BuyerRule.IsMetBy(ended.TalkTime))
            words.Say($"talked {Spoken.Clock(ended.TalkTime)}, ").Strong(Qualified(terms)).Say(". ");
        else Short(words, terms.BuyerRule.Connected, ended.TalkTime);
        return words.Say(By(ended.By)).Say(Booked(call)).End();
    }

    private static string Qualified(SaleTerms terms) => terms.BuyerRule.Connected == TimeSpan.Zero
        ? "qualified when answered"
        : $"qualified at {Spoken.Clock(terms.BuyerRule.Connected)}";

    private static void Short(SentenceWriter words, TimeSpan needed, TimeSpan got)
    {
        // Rounded once, so that what was talked and what was missing make up what was needed.
        var talked = Spoken.WholeTenths(got);
        words.Say($"talked {Spoken.Tenths(talked)}; ").Strong($"{Spoken.Tenths(needed)} needed")
            .Say($". {Spoken.Tenths(needed - talked)} short. ");
    }

    private static string By(EndedBy? by) => by switch
    {
        EndedBy.TalkTimeMax => "Ended at the longest talk time. ",
        EndedBy.DeadMedia => "Ended because no sound came any more. ",
        EndedBy.Operator => "Ended by an operator. ",
        EndedBy.Recovery => "The server stopped during the call; counted up to its last sign of life. ",
        _ => "",
    };

    private static string Booked(Call call)
    {
        if (call.Settled is not { } settled) return "Not settled yet.";
        if (settled.Revenue.IsZero) return "Nothing was charged.";
        var percent = 100m * settled.Margin.Micros / settled.Revenue.Micros;
        var text = percent.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);
        return $"Revenue {Spoken.Amount(settled.Revenue)}, payout {Spoken.Amount(settled.Payout)}, "
            + $"margin {Spoken.Amount(settled.Margin)} ({text} %).";
    }

    /// <summary>" — highest of 2 valid bids (next $31.50)", from the auction that led to the sale.</summary>
    internal static string WhyIt(Call call, CallAttempt sold)
    {
        if (call.Auctions.FindLast(auction => Ranked(auction).Any(row => row.Target == sold.Target)) is not { } auction)
            return "";
        var ranked = Ranked(auction).OrderBy(row => row.Rank).ToArray();
        if (ranked.Length == 1) return " — the only valid bid";
        var own = ranked.First(row => row.Target == sold.Target);
        var count = Spoken.Count(ranked.Length, "valid bid", "valid bids");
        if (own.Stage != CandidateStage.Won) return $" — number {own.Rank} of {count}";
        var next = ranked[1];
        var amount = Spoken.Amount(next.Bid ?? next.Effective ?? own.Effective!.Value);
        return next.Reason.Code switch
        {
            "lost.tie" => $" — by lot among {count} (the next was also {amount})",
            "lost.priority" => $" — first by priority of {count} (next {amount})",
            "lost.expected_revenue" when (own.Effective, next.Effective) is ({ } expected, { } other) =>
                $" — best of {count}: expected to bring {Spoken.Amount(expected)} (next {Spoken.Amount(other)})",
            "lost.weight" or "lost.turn" or "lost.recently_used" or "lost.explored" =>
                $" — its turn among {count} (next {amount})",
            "lost.performance" => $" — bringing most a call, of {count} (next {amount})",
            _ => $" — highest of {count} (next {amount})",
        };
    }

    private static IEnumerable<Candidate> Ranked(CallAuction auction) =>
        auction.Record.Candidates.Where(row => row.Rank is not null);

    private static string Tried(Call call, CallAttempt sold, Naming names)
    {
        var others = call.Attempts.Where(attempt => attempt.Number < sold.Number).ToArray();
        if (others.Length == 0) return "";
        return others.Length <= NamedMax
            ? $"Tried before: {string.Join(", ", others.Select(other => Failed(other, names)))}. "
            : $"Tried before: {others.Length} others ({Whys(others)}). ";
    }

    private static Sentence NoBuyer(Call call, Naming names)
    {
        var auctions = call.Auctions.Select(auction => auction.Record).ToArray();
        var rows = auctions.SelectMany(auction => auction.TakingPart).GroupBy(row => row.Target).Select(LastWord).ToArray();
        // A big campaign's later auctions count the same targets again.
        var unlisted = auctions.FirstOrDefault()?.Unlisted ?? [];
        var counted = rows.Select(row => (row.Reason.Code, Targets: 1))
            .Concat(unlisted.Select(group => (Code: group.Reason, group.Targets)))
            .GroupBy(each => each.Code, each => each.Targets)
            .Select(group => (Code: group.Key, Targets: group.Sum()))
            .OrderByDescending(group => group.Targets).ThenBy(group => group.Code, StringComparer.Ordinal)
            .ToArray();
        var counts = counted.Select(group => FormattableString.Invariant(
            $"{group.Targets:#,0} {ReasonCatalogue.Brief(group.Code)}"));
        var considered = Spoken.Count(counted.Sum(group => group.Targets), "target", "targets");
        var words = new SentenceWriter().Strong("Unsold").Say($". {considered} considered");
        words.Say(counted.Length == 0 ? ". " : $": {string.Join(", ", counts)}. ");
        foreach (var refused in call.Attempts.Where(attempt => attempt is { DialledAfter: null, Failure: not null }))
            words.Say($"{names.Of(refused.Buyer, refused.Target)} was refused: {ReasonCatalogue.Say(refused.Failure!)}. ");
        if (ClosestToSale.Of(auctions) is { } closest)
            words.Say("Closest to a sale: ").Strong(names.Of(closest.Candidate.Buyer, closest.Candidate.Target))
                .Say($" — {closest.Advice}");
        return words.End();
    }

    // A target that was asked in one tier and "already tried" in the next counts by what it said.
    private static Candidate LastWord(IGrouping<TargetId, Candidate> rows) =>
        rows.LastOrDefault(row => row.Stage != CandidateStage.NotAsked)
        ?? rows.LastOrDefault(row => row.Reason.Code is not
            ("not_asked.already_tried" or "not_asked.ended_early" or "not_asked.same_target"))
        ?? rows.Last();

    private static Sentence NotConnected(Call call, Naming names)
    {
        var tried = call.Attempts.Count <= NamedMax
            ? string.Join(", then to ", call.Attempts.Select(attempt => Failed(attempt, names)))
            : $"{call.Attempts.Count} targets in turn ({Whys(call.Attempts)}), the last was "
                + Failed(call.Attempts[^1], names);
        return new SentenceWriter().Strong("Not connected").Say($". Offered to {tried}. Nobody left to try; ")
            .Say(Heard(call.Fallback)).Say($", ended after {Spoken.Seconds(call.Length ?? default)}. Nothing was charged.").End();
    }

    private static string Heard(CallEvent.FallbackStarted? fallback) => fallback?.Kind switch
    {
        null => "caller heard nothing more",
        "dial" => "caller was put through to the fallback number",
        _ => "caller heard the sorry message",
    };

    /// <summary>"5 no answer, 2 busy".</summary>
    private static string Whys(IReadOnlyCollection<CallAttempt> attempts) => string.Join(", ", attempts
        .GroupBy(Why).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => $"{group.Count()} {group.Key}"));

    private static string Why(CallAttempt attempt) =>
        attempt.Failure is { } failure ? ReasonCatalogue.Brief(failure.Code) : "not answered";

    private static string Failed(CallAttempt attempt, Naming names)
    {
        var after = attempt is { RangFor: { TotalSeconds: >= 1 } rang } ? $" after {Spoken.Seconds(rang)}" : "";
        return $"{names.Of(attempt.Buyer, attempt.Target)} ({Why(attempt)}{after})";
    }

    private static Sentence Abandoned(Call call, Naming names)
    {
        var words = new SentenceWriter().Strong("Caller hung up").Say($" after {Spoken.Seconds(call.Length ?? default)}");
        var last = call.Attempts.LastOrDefault();
        var where = call.Ended!.Reason.Code switch
        {
            "call.caller_hangup_screen" => " before the auction",
            "call.caller_hangup_auction" => " during the auction",
            _ when last is not null => $" while {names.Of(last.Buyer, last.Target)} was ringing",
            _ => "",
        };
        return words.Say($"{where}. Nothing was charged.").End();
    }

    private static string Why(Call call) => ReasonCatalogue.Say(call.Ended!.Reason);
}
