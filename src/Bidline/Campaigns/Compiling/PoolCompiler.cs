using System.Collections.Frozen;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;

namespace Bidline.Campaigns.Compiling;

/// <summary>Compiles the pools whose numbers are lent to visitors.</summary>
internal static class PoolCompiler
{
    private const int DayMinutes = 1_440;

    public static NumberPool Compile(PoolEntry entry, Ground ground, string pointer)
    {
        var findings = ground.Findings;
        findings.CheckSlug(entry.Id, $"{pointer}/id");
        ground.CheckReference(entry.Campaign, "campaigns", $"{pointer}/campaign");
        ground.CheckReference(entry.Publisher, "publishers", $"{pointer}/publisher");
        ground.CheckTerms(entry.Campaign, entry.Publisher, pointer);
        if (entry.Numbers.Count is 0 or > NumberPool.NumbersMax)
        {
            findings.Add(
                $"{pointer}/numbers", "pool_size", $"A pool has 1 to {NumberPool.NumbersMax:N0} numbers.", "give its numbers");
        }

        var numbers = entry.Numbers.Index().Select(it => findings.ReadPhone(it.Item, $"{pointer}/numbers/{it.Index}"));
        return new NumberPool(
            new PoolId(entry.Id),
            entry.Name ?? entry.Id,
            new CampaignId(entry.Campaign),
            new PublisherId(entry.Publisher),
            [.. numbers],
            Minutes(entry.HoldMinutes, findings, $"{pointer}/hold_minutes"),
            Minutes(entry.IdleMinutes, findings, $"{pointer}/idle_minutes"),
            entry.Fallback is { } fallback ? findings.ReadPhone(fallback, $"{pointer}/fallback") : null)
        {
            SortsByArea = entry.SortByArea,
            Parameters = Parameters(entry.Parameters, findings, $"{pointer}/parameters"),
            Sites = [.. entry.Sites.Index().Select(it => Site(it.Item, findings, $"{pointer}/sites/{it.Index}"))],
            VisitsPerAddress = findings.ReadRange(
                entry.VisitsPerAddress, 30, 1, 10_000, $"{pointer}/visits_per_address", " visits"),
            NumbersPerAddress = findings.ReadRange(
                entry.NumbersPerAddress, 10, 1, NumberPool.NumbersMax, $"{pointer}/numbers_per_address", " numbers"),
            Grow = Grow(entry.Grow, ground, $"{pointer}/grow"),
        };
    }

    /// <summary>A number is lent by one pool, is nobody's fallback there, and means nothing else.</summary>
    public static void CheckTogether(MarketDocument document, Findings findings)
    {
        var taken = document.Numbers.Select(number => number.Number)
            .Concat(document.Endpoints.SelectMany(endpoint => endpoint.Numbers)).ToHashSet();
        foreach (var (index, entry) in document.Pools.Index())
        {
            foreach (var (place, number) in entry.Numbers.Index())
            {
                if (!taken.Add(number))
                {
                    findings.Add(
                        $"/pools/{index}/numbers/{place}", "number_taken",
                        $"{Findings.Cut(number)} is a tracking number, an endpoint's or another pool's.",
                        "use a number of its own");
                }
            }

            if (entry.Fallback is { } fallback && entry.Numbers.Contains(fallback))
            {
                findings.Add(
                    $"/pools/{index}/fallback", "number_taken", $"{Findings.Cut(fallback)} is lent by the pool itself.",
                    "use a number that stays the same, as one of numbers");
            }
        }
    }

    private static PoolGrowth? Grow(GrowEntry? entry, Ground ground, string pointer)
    {
        if (entry is null) return null;
        ground.CheckReference(entry.Trunk, "trunks", $"{pointer}/trunk");
        if (ground.Has("trunks", entry.Trunk) && !ground.Rents(entry.Trunk))
        {
            ground.Findings.Add(
                $"{pointer}/trunk", "no_carrier", $"Trunk \"{Findings.Cut(entry.Trunk)}\" has no carrier to rent from.",
                "give the trunk a carrier with its settings");
        }

        if (entry.AreaCode is { } area && (area.Length != 3 || !area.All(char.IsAsciiDigit)))
            ground.Findings.Add($"{pointer}/area_code", "area_code", "An area code has three digits.", "305");
        return new PoolGrowth(
            new TrunkId(entry.Trunk),
            ground.Findings.ReadRange(entry.NumbersMax, 0, 1, NumberPool.NumbersMax, $"{pointer}/numbers_max", " numbers"),
            entry.AreaCode, entry.TollFree,
            ground.Findings.ReadRange(entry.AtPercent, 85, 50, 100, $"{pointer}/at_percent", " percent"));
    }

    private static TimeSpan Minutes(int? minutes, Findings findings, string pointer) =>
        TimeSpan.FromMinutes(findings.ReadRange(minutes, 30, 1, DayMinutes, pointer, " minutes"));

    private static FrozenDictionary<string, string> Parameters(
        IReadOnlyDictionary<string, string>? given, Findings findings, string pointer)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (parameter, tag) in given ?? new Dictionary<string, string>())
        {
            if (parameter.Length is 0 or > 64) findings.Add(pointer, "parameter", "A parameter has 1 to 64 characters.");
            if (tag.Length is 0 or > 64) findings.Add($"{pointer}/{parameter}", "tag", "A tag has 1 to 64 characters.");
            read[parameter] = tag.ToLowerInvariant();
        }

        return read.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string Site(string host, Findings findings, string pointer)
    {
        if (host.Length <= 253 && Uri.CheckHostName(host) is not UriHostNameType.Unknown) return host.ToLowerInvariant();
        findings.Add(pointer, "host", $"\"{Findings.Cut(host)}\" is not a host.", "like \"example.com\", without a scheme");
        return host;
    }
}
