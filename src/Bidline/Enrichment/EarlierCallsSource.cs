using System.Globalization;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Enrichment;

/// <summary>When this caller last reached this campaign, from our own calls.</summary>
public sealed class EarlierCallsSource(Store store) : IEnrichmentSource
{
    // Compiled once for this store: every ping and every call asks, and understanding the question anew costs more than it.
    private readonly Func<Db, string, string, string, long, CancellationToken, Task<long?>> _lastBefore = EF.CompileAsyncQuery(
        (Db db, string caller, string campaign, string self, long before, CancellationToken cancel) => db.Set<CallRow>()
            .Where(call => call.Caller == caller && call.Campaign == campaign && call.Id != self && call.ReceivedAt < before)
            .OrderByDescending(call => call.ReceivedAt)
            .Select(call => (long?)call.ReceivedAt)
            .FirstOrDefault());

    public string Name => "earlier_calls";

    public async ValueTask<IReadOnlyList<Fact>> LookUpAsync(CallerQuestion question, CancellationToken cancel)
    {
        if (!question.Caller.IsSet) return [];
        await using var db = store.Read();
        var last = await _lastBefore(
            db, question.Caller.E164, question.Campaign.Value, question.Call.ToString(), UnixMicros.Of(question.At), cancel)
            .ConfigureAwait(false);
        if (last is not { } at) return [];

        var days = (int)(question.At - UnixMicros.At(at)).TotalDays;
        return [new Fact("duplicate_days", days.ToString(CultureInfo.InvariantCulture))];
    }
}
