using Bidline.Reports.Topics;
using static Bidline.Reports.MetricForms;

namespace Bidline.Reports;

/// <summary>All metrics, in the order in which they are offered. To add one is one line here.</summary>
public static class Metrics
{
    public static Metric Incoming { get; } = Count(
        Measures.Incoming, "Incoming calls", "Calls that reached us.", true, forPublishers: true);

    public static Metric Connected { get; } = Count(
        Measures.Connected, "Connected calls", "A target answered and caller and target could talk.", true, forPublishers: true);

    public static Metric Qualified { get; } = Count(
        Measures.Qualified, "Qualified calls", "Connected, and the condition that the buyer pays under was met.", true);

    public static Metric Revenue { get; } = Money(
        Measures.Charged, "Revenue",
        "Charged to buyers for calls: settled, converted and corrected. What an open dispute holds back is still in it.", true);

    public static Metric Payout { get; } = Money(
        Measures.Paid, "Payout",
        "Credited to publishers for calls: settled, converted and corrected. What an open dispute holds back is still in it.",
        null) with { ForPublishers = true };

    public static IReadOnlyList<Metric> All { get; } =
    [
        Incoming,
        Connected,
        Qualified,
        Count(Measures.Converted, "Converted calls", "The buyer posted back at least one event that was taken.", true),
        Revenue,
        Payout,
        new("margin", "Gross margin", "Revenue less payout.", MetricUnit.Money, true,
            [Measures.Charged, Measures.Paid], sums => sums[Measures.Charged] - sums[Measures.Paid]),
        new("margin_pct", "Margin %", "Gross margin / revenue.", MetricUnit.Percent, true,
            [Measures.Charged, Measures.Paid],
            sums => 100 * Sums.Ratio(sums[Measures.Charged] - sums[Measures.Paid], sums[Measures.Charged])),
        Per("rpc", "Revenue per incoming call", "Revenue / incoming calls.", MetricUnit.Money, Measures.Charged,
            Measures.Incoming),
        Per("rpcc", "Revenue per connected call", "Revenue / connected calls.", MetricUnit.Money, Measures.Charged,
            Measures.Connected),
        Per("rpq", "Revenue per qualified call", "Revenue / qualified calls.", MetricUnit.Money, Measures.Charged,
            Measures.Qualified),
        Per("epc", "Earnings per call", "Payout / incoming calls.", MetricUnit.Money, Measures.Paid, Measures.Incoming)
            with { ForPublishers = true },
        Share("connect_rate", "Connected %", "Connected calls / incoming calls.", Measures.Connected, Measures.Incoming, true)
            with { ForPublishers = true },
        Share("qualify_rate", "Qualified %", "Qualified calls / connected calls.", Measures.Qualified, Measures.Connected, true),
        Share("conv_rate", "Converted %", "Converted calls / connected calls.", Measures.Converted, Measures.Connected, true),
        new("unsold_rate", "Unsold %", "Calls without a buyer / (incoming calls - blocked - handled).", MetricUnit.Percent, false,
            [Measures.NoBuyer, Measures.Incoming, Measures.Blocked, Measures.Handled],
            sums => 100 * Sums.Ratio(
                sums[Measures.NoBuyer], sums[Measures.Incoming] - sums[Measures.Blocked] - sums[Measures.Handled])),
        Share("abandon_rate", "Abandoned %", "Abandoned calls / incoming calls.", Measures.Abandoned, Measures.Incoming, false),
        Count(Measures.Live, "Live now", "Calls that have not ended.", null),
        Count(Measures.NotConnected, "Not connected", "Dialled, nobody answered, and the caller was still there.", false),
        Count(Measures.NoBuyer, "No buyer", "Nobody was dialled: none was eligible, or none made a valid bid.", false),
        Count(Measures.Abandoned, "Abandoned", "The caller hung up before a target answered.", false),
        Count(Measures.Blocked, "Blocked", "Refused in screening, before any auction was used.", null),
        Count(Measures.Handled, "Handled", "Ended as designed without a buyer.", null),
        Count(Measures.Failed, "Failed", "A fault of ours or of a carrier before the connection.", false),
        Count(Measures.Attempted, "Calls attempted", "Calls with at least one dial.", true),
        Count(Measures.Attempts, "Dial attempts", "Dials in all; a call may have several.", null),
        Count(Measures.Billable, "Billable calls", "Calls whose revenue is above zero.", true),
        Count(Measures.Payable, "Payable calls", "Calls whose payout is above zero.", null, forPublishers: true),
        Count(Measures.ShortTalk, "Short calls", "Connected, with less than 10 seconds of talk.", false),
        new("unique_callers", "Unique callers", "Different numbers that called; withheld ones are not among them.",
            MetricUnit.Calls, true, [Measures.Callers], sums => sums[Measures.Callers]),
        new("talk", "Talk time", "Seconds of talk between callers and targets, in all.", MetricUnit.Seconds, true,
            [Measures.Talk], sums => sums[Measures.Talk]),
        Per("acl", "Average handle time", "Talk time / connected calls.", MetricUnit.Seconds, Measures.Talk, Measures.Connected)
            with { ForPublishers = true },
        Per("acl_all", "Average length", "From call to hang-up, of all incoming calls.", MetricUnit.Seconds,
            Measures.Length, Measures.Incoming),
        Per("ring", "Average ring time", "How long the target that answered had rung, of connected calls.", MetricUnit.Seconds,
            Measures.Ring, Measures.Connected),
        Count(Measures.Considered, "Opportunities", "Candidates of auctions, asked or not.", null),
        Count(Measures.Asked, "Asked", "Candidates that were asked; fixed prices count as asked.", null),
        Count(Measures.Bids, "Bids", "Answers with a price above zero.", true),
        Count(Measures.Valid, "Valid bids", "Bids that were not rejected.", true),
        Count(Measures.Won, "Wins", "Bids that won their auction.", true),
        Share("bid_rate", "Bid %", "Bids / asked.", Measures.Bids, Measures.Asked, true),
        Share("win_rate", "Bid win rate", "Wins / valid bids.", Measures.Won, Measures.Valid, true),
        Per("cover", "Bids per auction", "Valid bids / auctions.", MetricUnit.Ratio, Measures.Valid, Measures.Auctions),
        Count(Measures.Disputed, "Disputed calls", "Calls that their buyer disputed, however it was decided.", false),
        Share("dispute_rate", "Disputed %", "Disputed calls / billable calls.", Measures.Disputed, Measures.Billable, false),
        Money(Measures.Adjusted, "Adjustments and credits",
            "What corrections by hand and disputes changed of the revenue, in all.", null),
        .. ReportTopic.All.SelectMany(topic => topic.Metrics),
    ];

    /// <summary>Null for an id that there is not.</summary>
    public static Metric? Find(string id) => All.FirstOrDefault(metric => metric.Id == id);
}
