namespace Bidline.Reports;

/// <summary>What a metric's parts are counted in; sums leave the database as whole numbers of it.</summary>
public enum MeasureUnit
{
    Calls,

    /// <summary>Millionths of the report's currency.</summary>
    Money,

    /// <summary>Microseconds.</summary>
    Time,

    /// <summary>Callers, each once however often it called: nothing that can be added up.</summary>
    Callers,
}

/// <summary>What is read of each call and added up: the parts that metrics are made of.</summary>
/// <param name="Sql">
/// A whole number for each call, never null, in the SQL that both stores share; null for what calls have not.
/// </param>
/// <param name="OfCandidate">The same of one candidate in the bid store; null for what candidates have not.</param>
public sealed record Measure(string Id, MeasureUnit Unit, string? Sql, string? OfCandidate = null)
{
    /// <summary>The same of a whole auction in the bid store.</summary>
    public string? OfAuction { get; init; }

    /// <summary>The same of a ping.</summary>
    public string? OfPing { get; init; }

    /// <summary>The dimension of steps that it is counted at: without it there is none.</summary>
    public string? At { get; init; }

    /// <summary>It is counted once an auction, so that its bidders have no part of it.</summary>
    public bool IsOfWholeAuctions { get; init; }

    /// <summary>Where the corrections of a call's money are asked for.</summary>
    public bool IsMoney => Unit == MeasureUnit.Money;

    /// <summary>What a whole number of this stands for is so many of them.</summary>
    public decimal Scale => Unit is MeasureUnit.Money or MeasureUnit.Time ? 1_000_000m : 1m;

    /// <summary>What it is counted of.</summary>
    /// <param name="byBidder">Bids are told by those who made them.</param>
    public ReportFact FactOf(bool byBidder) => this switch
    {
        { OfCandidate: not null } when byBidder || Sql is null => ReportFact.Candidate,
        { Sql: not null } => ReportFact.Call,
        { OfAuction: not null } => ReportFact.Auction,
        _ => ReportFact.Ping,
    };

    internal string Of(ReportFact fact) => fact switch
    {
        ReportFact.Call => Sql!,
        ReportFact.Candidate => OfCandidate!,
        ReportFact.Auction => OfAuction!,
        _ => OfPing!,
    };
}

/// <summary>All measures. One line each.</summary>
public static class Measures
{
    private const string Revenue = "(CASE WHEN c.currency = {currency} THEN COALESCE(c.revenue_micros, 0) ELSE 0 END"
        + " + COALESCE(k.revenue, 0))";

    private const string Payout = "(CASE WHEN c.currency = {currency} THEN COALESCE(c.payout_micros, 0) ELSE 0 END"
        + " + COALESCE(k.payout, 0))";

    public static Measure Incoming { get; } = new("incoming", MeasureUnit.Calls, "1");

    public static Measure Live { get; } = Where("live", "c.ended_at IS NULL");

    public static Measure Connected { get; } = Outcome("connected");

    public static Measure NotConnected { get; } = Outcome("not_connected");

    public static Measure NoBuyer { get; } = Outcome("no_buyer");

    public static Measure Abandoned { get; } = Outcome("abandoned");

    public static Measure Blocked { get; } = Outcome("blocked");

    public static Measure Handled { get; } = Outcome("handled");

    public static Measure Failed { get; } = Outcome("failed");

    public static Measure Attempts { get; } = new("attempts", MeasureUnit.Calls, "c.attempts");

    public static Measure Attempted { get; } = Where("attempted", "c.attempts > 0");

    public static Measure Qualified { get; } = Where("qualified", "c.qualified");

    public static Measure Converted { get; } = Where(
        "converted", "EXISTS (SELECT 1 FROM conversions v WHERE v.call_id = c.id AND v.state <> 'refused')");

    public static Measure Billable { get; } = Where("paid_in", $"{Revenue} > 0");

    public static Measure Payable { get; } = Where("paid_out", $"{Payout} > 0");

    public static Measure Disputed { get; } = Where(
        "disputes", "EXISTS (SELECT 1 FROM disputes d WHERE d.call_id = c.id)");

    public static Measure ShortTalk { get; } = Where(
        "short", "c.outcome = 'connected' AND COALESCE(c.talk_micros, 0) < 10000000");

    public static Measure Callers { get; } = new("unique_callers", MeasureUnit.Callers, "c.caller");

    public static Measure Talk { get; } = new("talk", MeasureUnit.Time, "COALESCE(c.talk_micros, 0)");

    public static Measure Length { get; } = new(
        "length", MeasureUnit.Time, "COALESCE(c.ended_at - c.received_at, 0)");

    public static Measure Ring { get; } = new(
        "ring", MeasureUnit.Time, "CASE WHEN c.outcome = 'connected' THEN COALESCE(c.ring_micros, 0) ELSE 0 END");

    public static Measure Charged { get; } = new("revenue", MeasureUnit.Money, Revenue);

    public static Measure Paid { get; } = new("payout", MeasureUnit.Money, Payout);

    public static Measure Adjusted { get; } = new("adjustments", MeasureUnit.Money, "COALESCE(k.revenue, 0)");

    public static Measure Auctions { get; } = new("auctions", MeasureUnit.Calls, "c.auctions")
    {
        IsOfWholeAuctions = true,
    };

    public static Measure Considered { get; } = new("considered", MeasureUnit.Calls, "c.considered", "1");

    public static Measure Asked { get; } = new(
        "asked", MeasureUnit.Calls, "c.asked", "CASE WHEN stage <> 'NotAsked' THEN 1 ELSE 0 END");

    public static Measure Bids { get; } = new("bids", MeasureUnit.Calls, "c.bids", "CASE WHEN bid > 0 THEN 1 ELSE 0 END");

    public static Measure Valid { get; } = new(
        "valid", MeasureUnit.Calls, "c.valid_bids", "CASE WHEN stage IN ('Won', 'Lost') THEN 1 ELSE 0 END");

    public static Measure Won { get; } = new(
        "won", MeasureUnit.Calls, "c.wins", "CASE WHEN stage = 'Won' THEN 1 ELSE 0 END");

    /// <summary>Calls with money of another currency than the report's: they are counted, and their money is not.</summary>
    internal static Measure Elsewhere { get; } = Where(
        "elsewhere", "c.currency <> {currency} AND COALESCE(c.revenue_micros, 0) <> 0");

    /// <summary>What every call is one of: I1 of the reports says that they add up to the incoming ones.</summary>
    internal static IReadOnlyList<Measure> Partition { get; } =
        [Live, Connected, NotConnected, NoBuyer, Abandoned, Blocked, Handled, Failed];

    private static Measure Outcome(string key) => Where(key, $"c.outcome = '{key}'");

    private static Measure Where(string id, string condition) =>
        new(id, MeasureUnit.Calls, $"CASE WHEN {condition} THEN 1 ELSE 0 END");
}
