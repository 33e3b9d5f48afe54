using Bidline.Calls;
using Bidline.Server.Console.Frame;

namespace Bidline.Server.Console.Calls;

/// <summary>A list that is not empty, one step away from one that is.</summary>
/// <param name="Step">"without the filter on the campaign".</param>
public sealed record Relaxation(CallsFilter Filter, int Calls, string Step)
{
    /// <summary>Every filter that has one condition less, or a longer range; in no particular order.</summary>
    internal static IEnumerable<(CallsFilter Filter, string Step)> StepsFrom(CallsFilter filter)
    {
        var whole = filter with { After = null };
        if (filter.State is not null) yield return (whole with { State = null }, "with any outcome");
        if (filter.Campaign is not null) yield return (whole with { Campaign = null }, "of all campaigns");
        if (filter.Publisher is not null) yield return (whole with { Publisher = null }, "of all publishers");
        if (filter.Buyer is not null) yield return (whole with { Buyer = null }, "of all buyers");
        if (filter.Reason is not null) yield return (whole with { Reason = null }, "for any reason");
        if (filter.Text is not null) yield return (whole with { Text = null }, $"without \"{filter.Text}\"");
        if (filter.Range != TimeRange.Month) yield return (whole with { Range = TimeRange.Month }, "in the last 30 days");
    }

    /// <summary>The step that adds the fewest calls: nearest to what was asked for. Null when no single step finds any.</summary>
    /// <param name="from">Where a filter's range begins.</param>
    internal static async Task<Relaxation?> NearestAsync(
        CallQueries queries, CallsFilter filter, Func<CallsFilter, DateTimeOffset> from, CancellationToken cancel)
    {
        Relaxation? nearest = null;
        foreach (var (wider, step) in StepsFrom(filter))
        {
            var calls = await queries.TotalAsync(wider.ToListQuery(from(wider)), cancel);
            if (calls > 0 && (nearest is null || calls < nearest.Calls)) nearest = new Relaxation(wider, calls, step);
        }

        return nearest;
    }
}
