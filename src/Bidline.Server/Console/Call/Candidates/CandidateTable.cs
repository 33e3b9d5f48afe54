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
public sealed record CandidateTable(
    string Auction, string? Title, string Terms, IReadOnlyList<CandidateGroup> Groups,
    IReadOnlyList<UnlistedTrace> Unlisted, BottomLine Sum)
{
    /// <param name="unit">The currency of the amounts.</param>
    public static IReadOnlyList<CandidateTable> Of(IReadOnlyList<AuctionTrace> auctions, Currency unit, Naming names) =>
        [.. auctions.Select((auction, i) => Of(auctions.Count, auction, i, unit, names))];

    private static CandidateTable Of(int count, AuctionTrace auction, int index, Currency unit, Naming names)
    {
        var groups = AuctionRows.InOrder(auction.Candidates)
            .GroupBy(row => row.Shadow ? CandidateGroup.InShadow : row.Stage)
            .OrderBy(group => group.Key == CandidateGroup.InShadow).ThenBy(group => AuctionRows.StageOrder(group.Key))
            .Select(group => new CandidateGroup(
                group.Key, [.. InGroup(group).Select(row => CandidateLine.Of(row, auction, names, unit))]));
        var title = count < 2 ? null : $"Auction {index + 1} · {Why(auction.Trigger)}";
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
            + $"deadline {Spoken.Milliseconds(auction.DeadlineMs)}{AuctionRows.Ended(auction)} · tier {tier} asked{cold}";
    }
}

/// <param name="Stage">"won", "lost", "rejected", "no_bid", "error", "not_asked", or "shadow" whatever its stage.</param>
public sealed record CandidateGroup(string Stage, IReadOnlyList<CandidateLine> Lines)
{
    public const string InShadow = "shadow";

    public string Name => Stage switch
    {
        "error" => "failed or too late",
        InShadow => "in shadow: asked, cannot win",
        _ => Wording.Of(Stage),
    };

    public Tone Tone => Stage == InShadow ? Tone.Muted : AuctionRows.ToneOf(Stage);

    public bool IsAsked => Lines.Any(line => line.Stage != "not_asked");
}

/// <summary>One candidate's row.</summary>
/// <param name="Why">A few words: "at the daily cap".</param>
/// <param name="Text">The same with the compared values.</param>
/// <param name="AlsoFailed">The other checks that failed, with theirs.</param>
/// <param name="Answered">"61 ms", "fixed price", "late, 1,140 ms", or null for no answer.</param>
/// <param name="Expected">"$17.20 expected: $40.00 × 86 % answered × 50 % qualified", where the auction went by that.</param>
/// <param name="Learned">What the rates of that were learned from.</param>
/// <param name="Rules">What the buyer's own rules did, the row that decided last; empty where it has none.</param>
/// <param name="Pays">What it would pay, where that is not its bid.</param>
/// <param name="Order">"tier 1", with priority or weight where they decided.</param>
/// <param name="Fix">Who can change it.</param>
public sealed record CandidateLine(
    string Key, int? Rank, string Target, string TargetName, string BuyerName, string Order, string Stage, string Code,
    string Why, string Text, IReadOnlyList<FailedCheck> AlsoFailed, string? Bid, string? Effective, string? Answered,
    string? Late, string? Fix, string? Expected, string? Learned, IReadOnlyList<RuleStep> Rules, string? Pays)
{
    /// <summary>Asked and judged, and never sold to.</summary>
    public bool IsShadow { get; init; }

    public Tone Tone => IsShadow ? Tone.Muted : AuctionRows.ToneOf(Stage);

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
        LearnedOf(row),
        row.Rules is { } run ? RuleStep.Of(run, unit) : [],
        row.Pays == row.Bid ? null : Amounts.Of(row.Pays, unit))
    {
        IsShadow = row.Shadow,
    };

    private static string? ExpectedOf(CandidateTrace row, Currency unit) => row.Expected is { } it
        ? $"{Amounts.Of(it.Amount, unit)} expected: {Amounts.Of(row.Bid, unit)} × {Spoken.Percent(100 * it.AnswerRate)} "
            + $"answered × {Spoken.Percent(100 * it.QualifyRate)} qualified"
        : null;

    // Old calls count in part, so that the figures need not be whole.
    private static string? LearnedOf(CandidateTrace row) => row.Expected is { } it
        ? $"learned from {Sample(it.BuyerDials)} dials to the buyer, {Sample(it.BuyerTalks)} talks with it, "
            + $"{Sample(it.PublisherTalks)} of the publisher's and {Sample(it.CampaignTalks)} of the campaign's; "
            + $"qualified means {it.QualifySeconds.ToString("0.###", CultureInfo.InvariantCulture)} s"
        : null;

    private static string Sample(decimal count) => count.ToString("#,0.#", CultureInfo.InvariantCulture);

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

public sealed record FailedCheck(string Code, string Text);

/// <summary>One row of a buyer's own rules and what it did to the bid.</summary>
/// <param name="Row">Its id, or "#3"; "max" or "min" for a limit.</param>
/// <param name="When">Its conditions; null for a limit, and where the record does not say.</param>
/// <param name="Did">"added: $20.00 became $25.00", "rejected the call".</param>
/// <param name="Decided">The last that took part.</param>
public sealed record RuleStep(string Row, string? When, string Did, bool Decided)
{
    /// <summary>The rows that changed a ping's price, and the limits after them.</summary>
    public static IReadOnlyList<RuleStep> Of(IReadOnlyList<BidRuleStepTrace> steps, Currency unit) =>
        [.. steps.Select((step, i) => Of(step, i == steps.Count - 1, unit))];

    public static IReadOnlyList<RuleStep> Of(BidRulesTrace run, Currency unit) => run.Steps.Count == 0
        ? [new RuleStep("no row", null, $"took part: its base bid of {Amounts.Of(run.Base, unit)} stands", Decided: true)]
        : Of(run.Steps, unit);

    private static RuleStep Of(BidRuleStepTrace step, bool isLast, Currency unit) => new(
        step.Row,
        step.When,
        step.After is null
            ? step.Action == "limit" ? $"too little: {Amounts.Of(step.Before, unit)}" : "rejected the call"
            : $"{Word(step.Action)} {Amounts.Of(step.Before, unit)} → {Amounts.Of(step.After, unit)}",
        isLast);

    private static string Word(string action) => action switch
    {
        "set" => "set the bid",
        "add" => "added",
        "multiply" => "multiplied",
        _ => "limited",
    };
}
