using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Odds;

/// <summary>Reads again from the call log what a board had learned before the server stopped.</summary>
public static class OddsReading
{
    /// <summary>The newest calls that were dialled: what is older has faded, and a start does not wait for it.</summary>
    public const int CallsMax = 20_000;

    private static readonly string[] Telling = ["funds_held", "confirm_failed", "connected", "dial_failed", "hung_up", "ended"];

    /// <summary>In the order in which the calls came, so that the newest fade the others.</summary>
    public static async Task<IReadOnlyList<PastDial>> ReadAsync(Store store, CancellationToken cancel)
    {
        await using var db = store.Read();
        var calls = await db.Set<CallRow>()
            .Where(call => call.Attempts > 0 && call.EndedAt != null && !call.Test)
            .Where(call => call.Campaign != null && call.Publisher != null)
            .OrderByDescending(call => call.Id).Take(CallsMax)
            .Select(call => new { call.Id, call.Campaign, call.Publisher })
            .ToDictionaryAsync(call => call.Id, call => (call.Campaign, call.Publisher), cancel);
        if (calls.Count == 0) return [];
        var first = calls.Keys.Min(StringComparer.Ordinal)!;
        var events = db.Set<CallEventRow>().AsNoTracking()
            .Where(row => string.Compare(row.CallId, first) >= 0 && Telling.Contains(row.Kind))
            .OrderBy(row => row.CallId).ThenBy(row => row.Seq)
            .AsAsyncEnumerable();
        var dials = new List<PastDial>();
        var log = new List<CallLogEntry>();
        await foreach (var row in events.WithCancellation(cancel))
        {
            if (log.Count > 0 && log[0].Call.ToString() != row.CallId) Take(log);
            if (calls.ContainsKey(row.CallId)) log.Add(CallLogStatements.Read(row));
        }

        Take(log);
        return dials;

        void Take(List<CallLogEntry> whole)
        {
            if (whole.Count == 0) return;
            var (campaign, publisher) = calls[whole[0].Call.ToString()];
            dials.AddRange(PastDial.Of(new CampaignId(campaign!), new PublisherId(publisher!), whole));
            whole.Clear();
        }
    }
}
