using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Pings;

/// <summary>What one publisher's pings of a time were good for.</summary>
/// <param name="Again">Answered from memory with an offer that still held.</param>
/// <param name="Rejected">By what the publisher may know of why; the counts add up to the rest of the pings.</param>
/// <param name="Used">Offers whose call came in time, of those that were made in this time.</param>
public sealed record PingUse(
    PublisherId Publisher, int Pings, int Offered, int Again, IReadOnlyDictionary<string, int> Rejected, int Open, int Used,
    int Expired, int Mismatched, int Released)
{
    /// <summary>Pings that became a call, of a hundred; null without pings.</summary>
    public decimal? UsefulPercent => Pings == 0 ? null : 100m * Used / Pings;

    /// <summary>Ended offers that became a call, of a hundred; null while none has ended.</summary>
    public decimal? ClaimPercent => Used + Expired + Mismatched is > 0 and var ended ? 100m * Used / ended : null;
}

/// <summary>Counts what pings were good for, the same on both stores. Safe on any thread.</summary>
public sealed class PingUseQueries(Store store, TimeProvider clock)
{
    /// <summary>Tests are left out: they reserve nothing and mean nothing.</summary>
    /// <returns>By publisher; those that asked nothing in this time are not there.</returns>
    public async Task<IReadOnlyList<PingUse>> SinceAsync(TimeSpan span, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var first = new PingId(Guid.CreateVersion7(now - span)).ToString()[..LeadOfTime];
        await using var db = store.Read();
        var pings = await db.Set<PingRow>().AsNoTracking()
            .Where(row => string.Compare(row.Id, first) >= 0 && !row.Test)
            .GroupBy(row => new { row.Publisher, row.Outcome, row.ReasonClass })
            .Select(group => new
            {
                group.Key.Publisher, group.Key.Outcome, Because = group.Key.ReasonClass, Count = group.Count(),
            })
            .ToListAsync(cancel).ConfigureAwait(false);
        var (since, open) = (UnixMicros.Of(now - span), UnixMicros.Of(now));
        var offers = await db.Set<ReservationRow>().AsNoTracking().Where(row => row.At >= since)
            .GroupBy(row => new { row.Publisher, row.State, IsOver = row.Until <= open })
            .Select(group => new { group.Key.Publisher, group.Key.State, group.Key.IsOver, Count = group.Count() })
            .ToListAsync(cancel).ConfigureAwait(false);
        return [.. pings.GroupBy(row => row.Publisher).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
            new PingUse(
                new PublisherId(group.Key),
                group.Sum(row => row.Count),
                group.Where(row => row.Outcome == "offered").Sum(row => row.Count),
                group.Where(row => row.Outcome == "cached").Sum(row => row.Count),
                group.Where(row => row.Outcome == "rejected").ToDictionary(row => row.Because ?? "internal", row => row.Count),
                In(group.Key, "open"), In(group.Key, "used"), In(group.Key, "expired"), In(group.Key, "mismatched"),
                In(group.Key, "released")))];

        int In(string publisher, string state) => offers
            .Where(row => row.Publisher == publisher && (row is { State: "open", IsOver: true } ? "expired" : row.State) == state)
            .Sum(row => row.Count);
    }

    // "png_" and the twelve digits of an id that are its millisecond.
    private static int LeadOfTime => "png_".Length + 12;
}
