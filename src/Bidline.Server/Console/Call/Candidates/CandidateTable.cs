using System.Globalization;
using Bidline.Calls;
using Bidline.Calls.Reasons;
using Bidline.Primitives;
using Bidline.Server.Console.Call.Timelines;

namespace Bidline.Server.Console.Call.Candidates;

/// <summary>Everyone who was considered in one auction, asked or not, in groups. Pure.</summary>
/// <param name="Title">"Auction 2 · asked again"; null when the call had one auction.</param>
/// <param name="Terms">"first price · floor $12.00 · deadline 200 ms · tier 1".</param>
/// <param name="Unlisted">Targets of a big campaign that were not asked and have no row, by reason.</param>
internal sealed record CandidateTable(
    string Auction, string? Title, string Terms, IReadOnlyList<CandidateGroup> Groups,
    IReadOnlyList<UnlistedTrace> Unlisted, BottomLine Sum)
{
    public static IReadOnlyList<CandidateTable> Of(CallTrace trace, Naming names) =>
        [.. trace.Auctions.Select((auction, i) => Of(trace, auction, i, names))];

    private static CandidateTable Of(CallTrace trace, AuctionTrace auction, int index, Naming names)
    {
        var unit = Currency.Parse(trace.Money.Currency);
        var groups = AuctionRows.InOrder(auction.Candidates)
            .GroupBy(row => row.Stage)
            .OrderBy(group => AuctionRows.StageOrder(group.Key))
            .Select(group => new CandidateGroup(
                group.Key, [.. InGroup(group).Select(row => CandidateLine.Of(row, auction, names, unit))]));
        var title = trace.Auctions.Count < 2 ? null : $"Auction {index + 1} · {Why(auction.Trigger)}";
        return new CandidateTable(
            auction.Id, title, TermsOf(auction, unit), [.. groups], auction.Unlisted, BottomLine.Of(auction));
    }

    // Those who were not asked stand together by why.
    private static IEnumerable<CandidateTrace> InGroup(IGrouping<string, CandidateTrace> group) => group.Key == "not_asked"
        ? group.OrderBy(row => row.Tier).ThenBy(row => row.Reason, StringComparer.Ordinal)
        : group;

    private static string Why(string trigger) => trigger == "reroute" ? "asked again" : $"for the {trigger}";

    private static string TermsOf(AuctionTrace auction, Currency unit)
    {
        var order = auction.By == "auction" ? Wording.Of(auction.Mechanism) : $"by {Wording.Of(auction.By)}";
        var tier = (auction.Tier + 1).ToString(CultureInfo.InvariantCulture);
        var ranked = auction.RankBy == "price" ? "" : $" · ranked by {Wording.Of(auction.RankBy)}";
        var rule = auction.Floor.Rule is { } decided ? $" by rule “{decided}”" : "";
        var cold = auction.ColdStart is { } why ? $" · {why.Text}" : "";
        return $"{order}{ranked} · floor {Amounts.Of(auction.Floor.Amount, unit)}{rule} · "
            + $"deadline {Spoken.Milliseconds(auction.DeadlineMs)} · tier {tier} asked{cold}";
    }
}

/// <param name="Stage">"won", "lost", "rejected", "no_bid", "error" or "not_asked".</param>
internal sealed record CandidateGroup(string Stage, IReadOnlyList<CandidateLine> Lines)
{
    public string Name => Stage == "error" ? "failed or too late" : Wording.Of(Stage);

    public Tone Tone => AuctionRows.ToneOf(Stage);

    public bool IsAsked => Stage != "not_asked";
}

/// <summary>One candidate's row.</summary>
/// <param name="Why">A few words: "at the daily cap".</param>
/// <param name="Text">The same with the compared values.</param>
/// <param name="AlsoFailed">The other checks that failed, with theirs.</param>
/// <param name="Answered">"61 ms", "fixed price", "late, 1,140 ms", or null for no answer.</param>
/// <param name="Expected">"$17.20 expected: $40.00 × 86 % answered × 50 % qualified", where the auction went by that.</param>
/// <param name="Pays">What it would pay, where that is not its bid.</param>
/// <param name="Order">"tier 1", with priority or weight where they decided.</param>
/// <param name="Fix">Who can change it.</param>
internal sealed record CandidateLine(
    string Key, int? Rank, string Target, string TargetName, string BuyerName, string Order, string Stage, string Code,
    string Why, string Text, IReadOnlyList<FailedCheck> AlsoFailed, string? Bid, string? Effective, string? Answered,
    string? Late, string? Fix, string? Expected, string? Pays)
{
    public Tone Tone => AuctionRows.ToneOf(Stage);

    public bool HasFigures => Bid is not null || Answered is not null;

    public static CandidateLine Of(CandidateTrace row, AuctionTrace auction, Naming names, Currency unit) => new(
        $"{auction.Id}-{row.Target}",
        row.Rank,
        row.Target,
        names.Of(new TargetId(row.Target)),
        names.Of(new BuyerId(row.Buyer)),
        OrderOf(row, auction),
        row.Stage,
        row.Reason,
        ReasonCatalogue.Brief(row.Reason),
        row.Text,
        [.. row.AlsoFailed.Zip(row.AlsoFailedText, (code, text) => new FailedCheck(code, text))],
        Amounts.Of(row.Bid, unit),
        Amounts.Of(row.Effective, unit),
        AnsweredOf(row),
        LateOf(row, unit),
        ReasonCatalogue.Find(row.Reason)?.Fix,
        ExpectedOf(row, unit),
        row.Pays == row.Bid ? null : Amounts.Of(row.Pays, unit));

    private static string? ExpectedOf(CandidateTrace row, Currency unit) => row.Expected is { } it
        ? $"{Amounts.Of(it.Amount, unit)} expected: {Amounts.Of(row.Bid, unit)} × {Spoken.Percent(100 * it.AnswerRate)} "
            + $"answered × {Spoken.Percent(100 * it.QualifyRate)} qualified"
        : null;

    private static string OrderOf(CandidateTrace row, AuctionTrace auction)
    {
        var tier = "tier " + (row.Tier + 1).ToString(CultureInfo.InvariantCulture);
        return (auction.By, row.Tier == auction.Tier) switch
        {
            ("priority", true) => $"{tier}, priority {row.Priority}",
            ("weight", true) => $"{tier}, weight {row.Weight}",
            _ => tier,
        };
    }

    private static string? AnsweredOf(CandidateTrace row) => row switch
    {
        { Stage: "not_asked" } => null,
        _ when AuctionRows.IsFixed(row) => "fixed price",
        { DoneMs: { } done } => Spoken.Milliseconds(done - (row.SentMs ?? 0)),
        { Late: { } late } => $"late, {Spoken.Milliseconds(late.AtMs)}",
        _ => null,
    };

    private static string? LateOf(CandidateTrace row, Currency unit) => row.Late is not { } late
        ? null
        : late.Bid is { } bid ? $"late answer {Amounts.Of(bid, unit)}: would have {late.WouldHave}" : "late answer without a bid";
}

internal sealed record FailedCheck(string Code, string Text);
