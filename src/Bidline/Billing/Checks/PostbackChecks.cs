using System.Globalization;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Checks;

/// <summary>F54: what partners were to be told is delivered, waits, or was given up for a reason.</summary>
internal static class PostbackChecks
{
    public static async Task<InvariantResult> DeliveredMeansAcceptedAsync(Db db, CancellationToken cancel)
    {
        var (rows, attempts) = (db.Set<OutboxRow>(), db.Set<OutboxAttemptRow>());
        var unaccepted = await rows
            .Where(row => row.State == "delivered" && !attempts.Any(attempt =>
                attempt.PostbackId == row.Id && attempt.Status >= 200 && attempt.Status < 300))
            .Select(row => row.Id).ToListAsync(cancel);
        var silent = await rows.Where(row => row.State == "dead" && row.LastError == null)
            .Select(row => row.Id).ToListAsync(cancel);
        var counts = await rows.GroupBy(row => row.State).Select(group => new { group.Key, Count = group.Count() })
            .ToListAsync(cancel);
        return Finding.Of(
            "F54",
            "Every postback was accepted, waits, or was given up for a reason",
            [
                .. unaccepted.Select(id => $"{id} counts as delivered, and nobody accepted it"),
                .. silent.Select(id => $"{id} was given up without a reason"),
            ],
            string.Create(
                CultureInfo.InvariantCulture, $"{Of("delivered")} delivered, {Of("waiting")} waiting, {Of("dead")} given up"));

        int Of(string state) => counts.Find(count => count.Key == state)?.Count ?? 0;
    }
}
