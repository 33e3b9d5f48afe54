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
        if (NotAsked([.. auction.Candidates.Where(row => row.Stage == "not_asked")]) is { } rest) yield return rest;
    }

    /// <summary>Winner, losers by rank, then who was rejected, declined or failed, each by when it answered.</summary>
    public static IEnumerable<CandidateTrace> InOrder(IEnumerable<CandidateTrace> rows) => rows
        .OrderBy(row => row.Rank ?? int.MaxValue).ThenBy(row => StageOrder(row.Stage))
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
        var marks = new List<Mark>
        {
            new(stretch.At(end), MarkLook.Decision, $"decided after {Spoken.Milliseconds(auction.TookMs)}"),
        };
        var limit = Spoken.Milliseconds(auction.DeadlineMs);
        if (span.ShowsDeadline)
            marks.Add(new Mark(stretch.At(auction.StartedMs + auction.DeadlineMs), MarkLook.Deadline, $"deadline {limit}"));
        var floor = Amounts.Of(auction.Floor.Amount, unit);
        var bids = Spoken.Count(auction.Valid, "valid bid", "valid bids");
        var early = auction.TookMs < auction.DeadlineMs * 0.95 ? ", early: nobody who was left could win" : "";
        return new TimelineRow(
            RowKind.Auction, "auction", null,
            [TimelineRows.Bar(stretch, auction.StartedMs, end, BarLook.Auction)], marks,
            Spoken.Milliseconds(auction.TookMs), null, bids, auction.Valid > 0 ? Tone.Plain : Tone.Warn,
            $"Auction ({Wording.Of(auction.Mechanism)}, floor {floor}, deadline {limit}): decided after "
                + $"{Spoken.Milliseconds(auction.TookMs)}{early}. {auction.Considered} considered, {auction.Asked} asked, {bids}.");
    }

    private static TimelineRow Candidate(
        CandidateTrace row, AuctionTrace auction, Stretch stretch, Naming names, Currency unit)
    {
        var (bars, marks) = Drawn(row, auction, stretch, unit);
        var amount = Amounts.Of(row.Bid, unit);
        var (took, told) = IsFixed(row)
            ? ("fixed", "fixed price, not asked over the network")
            : (Answered(row) is { } ms ? Spoken.Milliseconds(ms) : null, Times(row));
        var name = names.Of(new TargetId(row.Target));
        var whose = names.Of(new BuyerId(row.Buyer));
        var late = row.Late is { } it
            ? $" Its late answer came at {Spoken.Milliseconds(it.AtMs)}" + (it.Bid is null
                ? ", without a bid."
                : $" with {Amounts.Of(it.Bid, unit)}: it would have {it.WouldHave}.")
            : "";
        return new TimelineRow(
            RowKind.Candidate, name, whose, bars, marks, took, amount, Word(row, unit), ToneOf(row.Stage),
            $"{(name == whose ? name : $"{name} ({whose})")}: {told}{(amount is null ? "" : $"; bid {amount}")}; {row.Text}.{late}");
    }

    // How long the bidder took by itself; the auction's clock began a moment before it was asked.
    private static double? Answered(CandidateTrace row) => row.DoneMs - (row.SentMs ?? 0);

    private static string Times(CandidateTrace row)
    {
        var asked = $"asked at {Spoken.Milliseconds(row.SentMs ?? 0)}";
        return row.DoneMs is { } done
            ? $"{asked}" + (row.FirstByteMs is { } first ? $", first byte at {Spoken.Milliseconds(first)}" : "")
                + $", done at {Spoken.Milliseconds(done)}"
            : asked;
    }

    private static (IReadOnlyList<Bar> Bars, IReadOnlyList<Mark> Marks) Drawn(
        CandidateTrace row, AuctionTrace auction, Stretch stretch, Currency unit)
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
        var label = $"late answer {Spoken.Milliseconds(late.AtMs)}"
            + (late.Bid is null ? "" : $": {Amounts.Of(late.Bid, unit)}, would have {late.WouldHave}");
        return (bars, [new Mark(stretch.At(at), MarkLook.Late, label)]);
    }

    // A bidder may have less time than the auction: the reason says how much.
    private static double? Waited(CandidateTrace row) => row.Values.TryGetValue("ms", out var text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ms) ? ms : null;

    private static string Word(CandidateTrace row, Currency unit)
    {
        if (row.Late is { Bid: not null } late)
            return $"late {Amounts.Of(late.Bid, unit)} would have {late.WouldHave}";
        return row.Reason switch
        {
            "lost.price" when row.Values.TryGetValue("gap", out var gap) => $"lost −{Amounts.Of(gap, unit)}",
            "no_bid.reason" when row.Values.TryGetValue("text", out var text) => $"“{text}”",
            _ => ReasonCatalogue.Brief(row.Reason),
        };
    }

    private static TimelineRow? NotAsked(IReadOnlyList<CandidateTrace> rows)
    {
        if (rows.Count == 0) return null;
        var groups = string.Join(", ", rows.GroupBy(row => row.Reason).OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Count()} {ReasonCatalogue.Brief(group.Key)}"));
        var count = rows.Count.ToString(CultureInfo.InvariantCulture);
        return new TimelineRow(
            RowKind.NotAsked, $"{count} more not asked", null, [], [], null, null, groups, Tone.Muted,
            $"{count} more {(rows.Count == 1 ? "was" : "were")} not asked: {groups}.");
    }
}
