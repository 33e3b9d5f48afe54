using System.Globalization;
using System.Text;
using Bidline.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>One figure for /metrics.</summary>
/// <param name="Name">"bidline_calls_total": snake case, with its unit, counters ending in _total.</param>
/// <param name="Labels">"outcome=\"connected\"", or empty.</param>
public sealed record Metric(string Name, string Help, bool IsCounter, double Value, string Labels = "");

/// <summary>Somebody who has figures; asked at every scrape, so it must answer from memory.</summary>
public delegate IEnumerable<Metric> MetricSource();

/// <summary>GET /metrics in the Prometheus text format 0.0.4. It holds no money and no names.</summary>
internal static class MetricRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/metrics", Answer).AllowAnonymous()
        .WithTags("health").WithName("metrics").WithSummary("Figures for Prometheus")
        .Produces<string>(200, "text/plain");

    private static IResult Answer(IEnumerable<MetricSource> sources, CallCounters calls, Store store)
    {
        MetricSource[] all = [calls.Read, () => Store(store), .. sources];
        return Results.Text(Write(all.SelectMany(source => source())), "text/plain; version=0.0.4", Encoding.UTF8);
    }

    internal static string Write(IEnumerable<Metric> metrics)
    {
        var text = new StringBuilder();
        foreach (var group in metrics.GroupBy(metric => metric.Name))
        {
            var first = group.First();
            text.Append(CultureInfo.InvariantCulture, $"# HELP {first.Name} {first.Help}\n");
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {first.Name} {(first.IsCounter ? "counter" : "gauge")}\n");
            foreach (var metric in group)
            {
                var labels = metric.Labels.Length == 0 ? "" : $"{{{metric.Labels}}}";
                text.Append(CultureInfo.InvariantCulture, $"{metric.Name}{labels} {metric.Value}\n");
            }
        }

        return text.ToString();
    }

    private static IEnumerable<Metric> Store(Store store) =>
    [
        new("bidline_store_transactions_total", "Transactions committed.", true, store.Commits.Transactions),
        new("bidline_candidates_dropped_total", "Candidates whose row was lost.", true, store.Bids.Dropped),
        new("bidline_store_waiting", "Writes that wait for their transaction.", false, store.Commits.Depth),
    ];
}
