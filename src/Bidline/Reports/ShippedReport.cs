using Bidline.Reports.Topics;

namespace Bidline.Reports;

/// <summary>A report that is there from the beginning, to begin with. Dimensions and metrics by their ids.</summary>
/// <param name="About">The question that it answers.</param>
public sealed record ShippedReport(
    string Id, string Name, string About, IReadOnlyList<string> Dimensions, IReadOnlyList<string> Metrics)
{
    /// <summary>"no_buyer" where it is about calls that ended so; null for all.</summary>
    public string? Outcome { get; init; }

    public string? Sort { get; init; }

    /// <summary>Which picture stands above it; null for money over time.</summary>
    public string? View { get; init; }

    public static IReadOnlyList<ShippedReport> All { get; } =
    [
        new("daily", "Daily summary", "How did each day go?", ["day"],
            ["incoming", "connected", "qualified", "revenue", "payout", "margin", "margin_pct", "rpc"]),
        new("publishers", "Publisher scorecard", "Whose calls are worth what?", ["publisher"],
            ["incoming", "connect_rate", "qualify_rate", "short", "acl", "revenue", "payout", "margin", "rpc", "dispute_rate"]),
        new("buyers", "Buyer scorecard", "Who buys well, and who bids and does not answer?", ["buyer"],
            ["considered", "asked", "bids", "win_rate", "incoming", "connect_rate", "qualify_rate", "revenue", "rpcc",
                "disputes"]),
        new("unsold", "Unsold analysis", "Why was nobody there?", ["reason", "state"], ["no_buyer", "incoming",
            "considered", "asked", "bids"])
            { Outcome = "no_buyer", Sort = "-no_buyer" },
        new("bidders", "Bidder performance", "Who is asked, who bids, who wins?", ["target"],
            ["considered", "asked", "bids", "bid_rate", "valid", "won", "win_rate"]),
        new("keywords", "Keywords", "Which words bring money?", ["keyword", "utm_source"],
            ["incoming", "connected", "qualified", "revenue", "payout", "margin", "rpc"]),
        new("pages", "Landing pages", "Which pages bring calls that are worth something?", ["landing_page"],
            ["incoming", "connect_rate", "qualified", "revenue", "rpc"]),
        new("sub_ids", "Sub-ids", "Where within a publisher's traffic is the quality?", ["publisher", "sub1"],
            ["incoming", "connect_rate", "short", "qualify_rate", "revenue", "payout", "rpc"]),
        new("hours", "Hours", "When are calls sold, and when not?", ["weekday", "hour_of_day"],
            ["incoming", "connect_rate", "unsold_rate", "rpc", "revenue"]),
        new("states", "State coverage", "Where is demand, and where is supply?", ["state"],
            ["incoming", "connect_rate", "unsold_rate", "bids", "rpc", "revenue"]),
        new("adjustments", "Adjustments and disputes", "What was taken back, and from whom?", ["buyer", "publisher"],
            ["paid_in", "disputes", "dispute_rate", "adjustments", "revenue", "payout"]),
        new("numbers", "Number use", "Which numbers are called?", ["number", "campaign"],
            ["incoming", "unique_callers", "connect_rate", "revenue", "rpc"]),
        new("carriers", "Carrier quality", "Which lines bring calls that fail?", ["trunk"],
            ["incoming", "failed", "abandon_rate", "connect_rate", "ring", "acl"]),
        .. ReportTopic.All.Select(topic => topic.Report),
    ];
}
