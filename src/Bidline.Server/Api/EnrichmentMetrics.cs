using Bidline.Enrichment;

namespace Bidline.Server.Api;

/// <summary>How often sources of facts were late or failed, for /metrics.</summary>
internal static class EnrichmentMetrics
{
    public static MetricSource Of(Enricher enricher) => () =>
        enricher.Counts.All().OrderBy(count => count.Source, StringComparer.Ordinal).Select(count => new Metric(
            "bidline_lookups_missed_total", "Sources of facts that were asked for a call and were late or failed.", true,
            count.Count, $"source=\"{count.Source}\",outcome=\"{(count.Outcome == SourceOutcome.Late ? "late" : "failed")}\""));
}
