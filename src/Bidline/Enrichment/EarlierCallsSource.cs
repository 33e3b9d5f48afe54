using System.Globalization;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Enrichment;

/// <summary>When this caller last reached this campaign, from our own calls.</summary>
public sealed class EarlierCallsSource(Store store) : IEnrichmentSource
{
    public string Name => "earlier_calls";

    public async ValueTask<IReadOnlyList<Fact>> LookUpAsync(CallerQuestion question, CancellationToken cancel)
    {
        await using var db = store.Read();
        var (caller, campaign, self) = (question.Caller.E164, question.Campaign.Value, question.Call.ToString());
        var before = UnixMicros.Of(question.At);
        var last = await db.Set<CallRow>()
            .Where(call => call.Caller == caller && call.Campaign == campaign && call.Id != self && call.ReceivedAt < before)
            .OrderByDescending(call => call.ReceivedAt)
            .Select(call => (long?)call.ReceivedAt)
            .FirstOrDefaultAsync(cancel).ConfigureAwait(false);
        if (last is not { } at) return [];

        var days = (int)(question.At - UnixMicros.At(at)).TotalDays;
        return [new Fact("duplicate_days", days.ToString(CultureInfo.InvariantCulture))];
    }
}
