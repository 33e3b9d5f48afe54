using System.Globalization;
using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Server.Console.Call.Facts;
using Bidline.Server.Console.Frame;
using Bidline.Storage;
using Bidline.Tracking;

namespace Bidline.Server.Console.Pools;

/// <summary>A pool with its use, its week and its latest visits.</summary>
public sealed record PoolRead(NumberPool Pool, PoolUse Use, PoolTraffic Traffic, IReadOnlyList<VisitLine> Visits)
{
    private const int NearlyPercent = 85;

    public bool IsTooSmall => Traffic.NumbersNeeded > Use.Numbers;

    /// <summary>The next visitors may get none.</summary>
    public bool IsNearlyLent => Use.Held * 100L >= NearlyPercent * (long)Use.Numbers;

    public string Growth => Pool.Grow is { } grow ? $"to {grow.NumbersMax} numbers, from {grow.Trunk}" : "never by itself";

    public string Certainty => (Traffic.CertaintyWith(Use.Numbers) * 100).ToString("0.0 '%'", CultureInfo.InvariantCulture);

    public string Unlent => Traffic.Unlent.Count == 0
        ? "none"
        : string.Join(", ", Traffic.Unlent.Select(pair => $"{Shown.Count(pair.Value)} {ReasonCatalogue.Brief(pair.Key)}"));

    public string Fallback => Pool.Fallback is { } number ? Numbers.InFull(number.E164) : "the page's own";

    public string Snippet(string home) =>
        $"<script async src=\"{home}n.js\" data-pool=\"{Pool.Id}\" "
        + $"data-number=\"{Pool.Fallback?.E164 ?? "the page's own"}\"></script>";
}

/// <param name="Why">Why it got no number.</param>
public sealed record VisitLine(
    string Id, string At, string? Number, string? Why, string Source, string? Keyword, string? Page, string Device);

/// <summary>Reads what the page Pools shows.</summary>
public sealed class PoolsReading(BookShelf shelf, NumberPools pools, PoolQueries queries)
{
    private const int VisitsMax = 12;

    /// <summary>By id.</summary>
    public async Task<IReadOnlyList<PoolRead>> ReadAsync(CancellationToken cancel)
    {
        var book = shelf.Current;
        var read = new List<PoolRead>();
        foreach (var pool in book.Pools.Values.OrderBy(pool => pool.Id.Value, StringComparer.Ordinal))
        {
            var rows = await queries.ListAsync(pool.Id, null, VisitsMax, cancel).ConfigureAwait(false);
            read.Add(new PoolRead(
                pool, await pools.UseAsync(pool.Id).ConfigureAwait(false),
                await queries.TrafficAsync(pool, cancel).ConfigureAwait(false),
                [.. rows.Select(row => Line(row, book.TimeZone))]));
        }

        return read;
    }

    private static VisitLine Line(VisitRow row, TimeZoneInfo zone)
    {
        var visit = PoolQueries.Read(row);
        var touch = Touch.Of(visit);
        return new VisitLine(
            row.Id, $"{Clocks.Day(visit.At, zone)}, {Clocks.Time(visit.At, zone)}",
            row.Number is { } number ? Numbers.InFull(number) : null,
            row.Why is { } why ? ReasonCatalogue.Brief(why) : null,
            $"{touch.Source} / {touch.Medium}", touch.Keyword, visit.LandingPage, visit.Device);
    }
}
