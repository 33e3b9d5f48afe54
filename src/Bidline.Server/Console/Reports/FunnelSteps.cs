using Bidline.Reports;
using Bidline.Reports.Topics;

namespace Bidline.Server.Console.Reports;

/// <summary>What came as far as a step, and what was lost on the way to it. Pure.</summary>
/// <param name="Losses">The greatest first; they and the count make that of the step before.</param>
internal sealed record FunnelStep(string Word, decimal Count, IReadOnlyList<FunnelLoss> Losses)
{
    // The step that is missed by those who ended so.
    private static readonly (string Word, string? LostAs)[] Steps =
    [
        ("Pings", null), ("Answered with a price", PingFunnel.NoOffer), ("Offers made", PingFunnel.Repeated),
        ("Callers arrived", PingFunnel.Offer), ("Calls sold", PingFunnel.Call), ("Billed", PingFunnel.Unbilled),
    ];

    /// <param name="chart">Pings by where they ended.</param>
    public static IReadOnlyList<FunnelStep> Of(Report chart)
    {
        var ends = chart.Rows.Select(row => new FunnelLoss(row.Keys[0] ?? "", row.Values[0] ?? 0)).ToList();
        var left = ends.Sum(end => end.Count);
        var steps = new List<FunnelStep>();
        foreach (var (word, lostAs) in Steps)
        {
            List<FunnelLoss> lost =
                [.. ends.Where(end => lostAs is not null && end.Step == lostAs).OrderByDescending(end => end.Count)];
            left -= lost.Sum(end => end.Count);
            steps.Add(new FunnelStep(word, left, lost));
        }

        return steps;
    }
}

/// <param name="End">A value of the dimension ping_end.</param>
internal sealed record FunnelLoss(string End, decimal Count)
{
    public string Step => End.Split('.')[0];
}
