using Bidline.Primitives;

namespace Bidline.Reports;

/// <summary>Of whose calls somebody may see reports, and what of them.</summary>
public abstract record ReportScope
{
    private ReportScope()
    {
    }

    public virtual IEnumerable<Dimension> Dimensions => Reports.Dimensions.All;

    public virtual IEnumerable<Metric> Metrics => Reports.Metrics.All;

    /// <summary>Holds whatever is asked for.</summary>
    public virtual IReadOnlyList<ReportFilter> Filters => [];

    public sealed record Everything : ReportScope;

    /// <summary>A publisher's own calls, without buyers, prices and our margin.</summary>
    public sealed record OfPublisher(PublisherId Publisher) : ReportScope
    {
        public override IEnumerable<Dimension> Dimensions => Reports.Dimensions.All
            .Where(dimension => dimension.ForPublishers && dimension != Reports.Dimensions.Publisher);

        public override IEnumerable<Metric> Metrics => Reports.Metrics.All.Where(metric => metric.ForPublishers);

        public override IReadOnlyList<ReportFilter> Filters =>
            [new ReportFilter(Reports.Dimensions.Publisher, [Publisher.Value])];
    }
}
