namespace Bidline.Reports.Topics;

/// <summary>
/// What belongs to one question: what it is told by, its figures, and the report that answers it. One file each.
/// </summary>
public sealed record ReportTopic(
    IReadOnlyList<Dimension> Dimensions, IReadOnlyList<Metric> Metrics, ShippedReport Report)
{
    /// <summary>All topics. To add one is its file and one line here.</summary>
    public static IReadOnlyList<ReportTopic> All { get; } =
        [PingFunnel.Topic, BidLandscape.Topic, Floors.Topic, TalkCurves.Topic];
}
