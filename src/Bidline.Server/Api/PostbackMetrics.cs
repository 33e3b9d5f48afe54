using Bidline.Postbacks;

namespace Bidline.Server.Api;

/// <summary>The outbox in figures, for /metrics.</summary>
internal static class PostbackMetrics
{
    public static MetricSource Of(PostbackSender sender) => () => Read(sender.Counts);

    private static IEnumerable<Metric> Read(PostbackCounts counts) =>
    [
        new("bidline_postbacks_waiting", "Postbacks that wait to be sent.", false, counts.Waiting),
        new("bidline_postbacks_dead", "Postbacks that were given up.", false, counts.Dead),
        new("bidline_postbacks_delivered_total", "Postbacks that were accepted.", true, counts.Delivered),
        new("bidline_postback_failures_total", "Attempts that were not accepted.", true, counts.Failed),
    ];
}
