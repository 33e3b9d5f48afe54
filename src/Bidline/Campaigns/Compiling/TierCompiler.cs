using Bidline.Campaigns.Entries;
using Bidline.Primitives;

namespace Bidline.Campaigns.Compiling;

/// <summary>The steps of a routing plan.</summary>
internal static class TierCompiler
{
    public static List<Tier> Compile(IReadOnlyList<TierEntry> entries, Ground ground, string pointer)
    {
        if (entries.Count == 0) ground.Findings.Add(pointer, "empty", "A campaign needs a tier with a target.");
        var seen = new HashSet<string>();
        var tiers = new List<Tier>();
        foreach (var (index, tier) in entries.Index())
        {
            if (tier.Targets.Count == 0)
                ground.Findings.Add($"{pointer}/{index}/targets", "empty", "The tier has no targets.");
            var together = tier.Ring == RingMode.Together;
            var places = tier.Targets.Index()
                .Select(pair => Place(pair.Item, seen, together, ground, $"{pointer}/{index}/targets/{pair.Index}"));
            tiers.Add(new Tier([.. places], tier.By ?? TierOrder.Auction)
            {
                RingMax = RingMax(tier, ground.Findings, $"{pointer}/{index}/ring_max"),
                MinRevenue = ground.Amount(tier.MinRevenue, $"{pointer}/{index}/min_revenue"),
                Next = NextCompiler.Compile(tier.Next, ground.Findings, $"{pointer}/{index}/next", together),
                Performance = Performance(tier, ground.Findings, $"{pointer}/{index}/performance"),
            });
        }

        return tiers;
    }

    private static int RingMax(TierEntry tier, Findings findings, string pointer)
    {
        if (tier.Ring == RingMode.Together)
            return findings.ReadRange(tier.RingMax, 3, 2, Tier.RingLimit, pointer, " targets");
        if (tier.RingMax is not null)
            findings.Add(pointer, "ring_form", "ring_max goes with ring: together.", "set ring: together, or leave it out");
        return 1;
    }

    private static TierTarget Place(
        TierTargetEntry entry, HashSet<string> seen, bool together, Ground ground, string pointer)
    {
        ground.CheckReference(entry.Id, "targets", $"{pointer}/id");
        if (entry.Id.Length > 0 && !seen.Add(entry.Id))
        {
            ground.Findings.Add(
                $"{pointer}/id", "duplicate_target", $"The campaign has target \"{Findings.Cut(entry.Id)}\" already.");
        }

        return new TierTarget(
            new TargetId(entry.Id),
            ground.Findings.ReadRange(entry.Priority, 1, 1, 1000, $"{pointer}/priority", ""),
            ground.Findings.ReadRange(entry.Weight, 1, 0, 10_000, $"{pointer}/weight", ""))
        {
            Next = NextCompiler.Compile(entry.Next, ground.Findings, $"{pointer}/next", together),
        };
    }

    private static PerformanceTerms Performance(TierEntry tier, Findings findings, string pointer)
    {
        if (tier.Performance is not { } entry) return PerformanceTerms.Default;
        if (tier.By != TierOrder.Performance)
        {
            findings.Add(
                pointer, "performance_form", "The tier does not go by performance.",
                "set by: performance, or leave this out");
        }

        if (entry.UntilKnown == TierOrder.Performance)
        {
            findings.Add(
                $"{pointer}/until_known", "performance_form", "Performance cannot stand in for itself.",
                "use round_robin, weight, priority, least_recently_used or auction");
        }

        var usual = PerformanceTerms.Default;
        var days = findings.ReadRange(entry.WindowDays, usual.Window.Days, 1, 90, $"{pointer}/window_days", " days");
        return new PerformanceTerms(
            TimeSpan.FromDays(days),
            findings.ReadRange(entry.MinCalls, usual.CallsMin, 1, 10_000, $"{pointer}/min_calls", " calls"),
            findings.ReadRange(entry.ExplorePercent, usual.ExplorePercent, 0, 50, $"{pointer}/explore_percent", " percent"),
            entry.UntilKnown ?? usual.UntilKnown);
    }
}
