using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Odds;

/// <summary>Counts again what earlier processes sent to each target and what that brought: from its holds.</summary>
public static class PastReading
{
    private const long MicrosPerHour = 3600 * UnixMicros.PerSecond;

    /// <summary>Once, after recovery has settled what had ended and before the first call.</summary>
    public static async Task ReadAsync(Store store, PastBoard board, DateTimeOffset now, CancellationToken cancel)
    {
        var since = UnixMicros.Of(now - PastBoard.WindowMax);
        await using var db = store.Read();
        var groups = await db.Set<HoldRow>()
            .Where(hold => hold.Target != null && hold.ReservedAt >= since)
            .Join(
                db.Set<CallRow>().Where(call => call.Campaign != null && !call.Test),
                hold => hold.CallId, call => call.Id,
                (hold, call) => new { call.Campaign, hold.Target, hold.Currency, hold.ReservedAt, hold.Captured })
            .GroupBy(hold => new { hold.Campaign, hold.Target, hold.Currency, Hour = hold.ReservedAt / MicrosPerHour })
            .Select(group => new
            {
                group.Key,
                Last = group.Max(hold => hold.ReservedAt),
                Count = group.Count(),
                Revenue = group.Sum(hold => hold.Captured),
            })
            .ToListAsync(cancel);
        foreach (var group in groups)
        {
            var (target, last) = (new TargetId(group.Key.Target!), UnixMicros.At(group.Last));
            board.Use(target, last);
            board.Add(
                new CampaignId(group.Key.Campaign!), target, last, group.Count,
                new Money(group.Revenue, Currency.Parse(group.Key.Currency)));
        }
    }
}
