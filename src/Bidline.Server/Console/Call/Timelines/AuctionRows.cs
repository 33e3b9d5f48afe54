using System.Globalization;
using Bidline.Calls;
using Bidline.Calls.Reasons;
using Bidline.Primitives;

namespace Bidline.Server.Console.Call.Timelines;

/// <summary>The waterfall of one auction: a line for everyone who was asked, and one for all who were not.</summary>
internal static class AuctionRows
{
    /// <summary>Candidates that are drawn before the rest is folded away.</summary>
    public const int ShownMax = 12;

    public static IEnumerable<TimelineRow> Of(
        AuctionTrace auction, RoundSpan span, TimeScale scale, Naming names, Currency unit)
    {
        var stretch = scale.For(StretchKind.Auction);
        yield return Auction(auction, span, stretch, unit);
        var asked = InOrder(auction.Candidates.Where(row => row.Stage != "not_asked")).ToArray();
        for (var i = 0; i < asked.Length; i++)
            yield return Candidate(asked[i], auction, stretch, names, unit) with { IsFolded = i >= ShownMax };
        var others = auction.Candidates.Where(row => row is { Stage: "not_asked", Shadow: false }).ToArray();
        // Where nobody was asked, who was not and why is all there is to see.
        var isAll = asked.Length == 0 && others.Length <= ShownMax && auction.Unlisted.Count == 0;
        foreach (var row in isAll ? others.Select(row => NotAsked(row, names)) : Others(others, auction.Unlisted))
            yield return row;
    }

    /// <summary>
    /// Winner, losers by rank, then who was rejected, declined or failed, each by when it answered; shadows last.
    /// </summary>
    public static IEnumerable<CandidateTrace> InOrder(IEnumerable<CandidateTrace> rows) => rows
        .OrderBy(row => row.Shadow).ThenBy(row => row.Rank ?? int.MaxValue).ThenBy(row => StageOrder(row.Stage))
        .ThenBy(row => row.DoneMs ?? double.MaxValue).ThenBy(row => row.Target, StringComparer.Ordinal);

    public static int StageOrder(string stage) => stage switch
    {
        "won" => 0,
        "lost" => 1,
        "rejected" => 2,
        "no_bid" => 3,
        "error" => 4,
        _ => 5,
    };

    public static Tone ToneOf(string stage) => stage switch
    {
        "won" => Tone.Won,
        "lost" => Tone.Lost,
        "rejected" => Tone.Warn,
        "error" => Tone.Bad,
        _ => Tone.Muted,
    };

    /// <summary>A price that was there without asking anybody.</summary>
    public static bool IsFixed(CandidateTrace row) => row is { SentMs: 0, DoneMs: 0 };

    private static TimelineRow Auction(AuctionTrace auction, RoundSpan span, Stretch stretch, Currency unit)
    {
        var end = auction.StartedMs + auction.TookMs;
        var marks = new List<Mark> { new(stretch.At(end), MarkLook.Decision, "decided") };
        if (span.ShowsDeadline)
            marks.Add(new Mark(stretch.At(auction.StartedMs + auction.DeadlineMs), MarkLook.Deadline, "deadline"));
        var bids = Spoken.Count(auction.Valid, "valid bid", "valid bids");
        var (took, word) = auction.Asked > 0
            ? (Spoken.Milliseconds(auction.TookMs), bids)
            : (null, "nobody could be asked");
        return new TimelineRow(
            RowKind.Auction, "auction", null,
            [TimelineRows.Bar(stretch, auction.StartedMs, end, BarLook.Auction)], marks, took, null, word,
            auction.Valid > 0 ? Tone.Plain : Tone.Warn, $"{Terms(auction, unit)}. {bids}.");
    }

    private static string Terms(AuctionTrace auction, Currency unit)
    {
        return $"Auction ({Wording.Of(auction.Mechanism)}, floor {Amounts.Of(auction.Floor.Amount, unit)}, deadline "
            + $"{Spoken.Milliseconds(auction.DeadlineMs)}): decided after {Spoken.Milliseconds(auction.TookMs)}"
            + $"{(auction.ClosedBy is null ? Early(auction) : $", {Why(auction.ClosedBy)}")}. "
            + $"{auction.Considered} considered, {auction.Asked} asked{(auction.Shadow > 0 ? $", {auction.Shadow} in shadow" : "")}";
    }

    /// <summary>" · decided after 41 ms, nobody pending could win": when and why it stopped waiting.</summary>
    public static string Ended(AuctionTrace auction) => auction is { ClosedBy: { } why, Asked: > 0 }
        ? $" · decided after {Spoken.Milliseconds(auction.TookMs)}, {Why(why)}"
        : "";

    private static string Early(AuctionTrace auction) =>
        auction.TookMs < auction.DeadlineMs * 0.95 ? ", before its deadline" : "";

    private static string Why(string closedBy) => closedBy switch
    {
        "everyone" => "everybody had answered",
        "nobody_can_win" => "nobody pending could win",
        "caller_gone" => "the caller had gone",
        _ => "the time was over",
    };

    private static TimelineRow Candidate(
        CandidateTrace row, AuctionTrace auction, Stretch stretch, Naming names, Currency unit)
    {
        var (bars, marks) = Drawn(row, auction, stretch);
        var (name, whose) = (names.Of(new TargetId(row.Target)), names.Of(new BuyerId(row.Buyer)));
        var took = IsFixed(row) ? "fixed" : Answered(row) is { } ms ? Spoken.Milliseconds(ms) : null;
        var who = name == whose ? name : $"{name} ({whose})";
        var bid = row.Bid is null ? "" : $"; bid {Amounts.Of(row.Bid, unit)}";
        return new TimelineRow(
            RowKind.Candidate, name, whose, bars, marks, took, Amounts.Of(row.Bid ?? row.Late?.Bid, unit),
            row.Shadow ? $"shadow: {Shadowed(row, unit)}" : Word(row, unit), row.Shadow ? Tone.Muted : ToneOf(row.Stage),
            $"{who}: {(row.Shadow ? "in shadow, cannot win; " : "")}{Times(row)}{bid}; {row.Text}.{Late(row, unit)}");
    }

    private static string Late(CandidateTrace row, Currency unit) => row.Late switch
    {
        null => "",
        { Bid: null } late => $" Its late answer came at {Spoken.Milliseconds(late.AtMs)}, without a bid.",
        var late => $" Its late answer came at {Spoken.Milliseconds(late.AtMs)} with {Amounts.Of(late.Bid, unit)}: "
            + $"it would have {late.WouldHave}.",
    };

    // How long the bidder took by itself; the auction's clock began a moment before it was asked.
    private static double? Answered(CandidateTrace row) => (row.DoneMs ?? row.Late?.AtMs) - (row.SentMs ?? 0);

    private static string Times(CandidateTrace row)
    {
        if (IsFixed(row)) return "fixed price, not asked over the network";
        var asked = $"asked at {Spoken.Milliseconds(row.SentMs ?? 0)}";
        return row.DoneMs is { } done
            ? $"{asked}" + (row.FirstByteMs is { } first ? $", first byte at {Spoken.Milliseconds(first)}" : "")
                + $", done at {Spoken.Milliseconds(done)}"
            : asked;
    }

    private static (IReadOnlyList<Bar> Bars, IReadOnlyList<Mark> Marks) Drawn(
        CandidateTrace row, AuctionTrace auction, Stretch stretch)
    {
        var sent = auction.StartedMs + (row.SentMs ?? 0);
        if (IsFixed(row)) return ([], [new Mark(stretch.At(sent), MarkLook.Fixed, "fixed price")]);
        var until = auction.StartedMs + (row.DoneMs ?? Waited(row) ?? auction.TookMs);
        var first = row.FirstByteMs is { } ms ? auction.StartedMs + ms : until;
        List<Bar> bars =
        [
            TimelineRows.Bar(stretch, sent, first, BarLook.Waiting), TimelineRows.Bar(stretch, first, until, BarLook.Reading),
        ];
        if (row.Late is not { } late) return (bars, []);
        var at = auction.StartedMs + late.AtMs;
        bars.Add(TimelineRows.Bar(stretch, until, at, BarLook.Late));
        return (bars, [new Mark(stretch.At(at), MarkLook.Late, "late answer")]);
    }

    // A bidder may have less time than the auction: the reason says how much.
    private static double? Waited(CandidateTrace row) => row.Values.TryGetValue("ms", out var text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ms) ? ms : null;

    private static string Word(CandidateTrace row, Currency unit)
    {
        if (row.Late is { Bid: not null } late)
            return $"late, would have {late.WouldHave}";
        return row.Reason switch
        {
            "lost.price" when row.Values.TryGetValue("gap", out var gap) => $"lost −{Amounts.Of(gap, unit)}",
            "no_bid.reason" when row.Values.TryGetValue("text", out var text) => $"“{text}”",
            _ => ReasonCatalogue.Brief(row.Reason),
        };
    }

    private static string Shadowed(CandidateTrace row, Currency unit) =>
        row.Values.TryGetValue("would_have", out var would) ? $"would have {would}" : Word(row, unit);

    private static TimelineRow NotAsked(CandidateTrace row, Naming names)
    {
        var (name, whose) = (names.Of(new TargetId(row.Target)), names.Of(new BuyerId(row.Buyer)));
        var more = row.AlsoFailedText.Count == 0 ? "" : $"; also: {string.Join("; ", row.AlsoFailedText)}";
        return new TimelineRow(
            RowKind.NotAsked, name, whose, [], [], null, null, ReasonCatalogue.Brief(row.Reason), Tone.Muted,
            $"{name} ({whose}) was not asked: {row.Text}{more}.", row.Text + more);
    }

    private static IEnumerable<TimelineRow> Others(CandidateTrace[] rows, IReadOnlyList<UnlistedTrace> unlisted)
    {
        var reasons = rows.Select(row => (row.Reason, Targets: 1))
            .Concat(unlisted.Select(group => (group.Reason, group.Targets)))
            .GroupBy(it => it.Reason, it => it.Targets)
            .Select(group => (Code: group.Key, Count: group.Sum()))
            .OrderByDescending(it => it.Count).ThenBy(it => it.Code, StringComparer.Ordinal).ToArray();
        if (reasons.Length == 0) yield break;
        var groups = string.Join(", ", reasons.Select(it => $"{it.Count} {ReasonCatalogue.Brief(it.Code)}"));
        var (count, be) = (reasons.Sum(it => it.Count), reasons.Sum(it => it.Count) == 1 ? "was" : "were");
        yield return new TimelineRow(
            RowKind.NotAsked, $"{count} more not asked", null, [], [], null, null, "", Tone.Muted,
            $"{count} more {be} not asked: {groups}.", groups);
    }
}
