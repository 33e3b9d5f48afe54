using System.Globalization;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Enrichment;

/// <summary>
/// When this caller last reached this campaign, from our own calls: out of memory, for opening the store costs more than
/// the rest of a ping. Where memory cannot know, the store is asked; the answer is the same.
/// </summary>
public sealed class EarlierCallsSource(EarlierCalls calls, Store store) : IEnrichmentSource
{
    // Compiled once for this store: understanding the question anew costs more than it.
    private readonly Func<Db, string, string, string, long, CancellationToken, Task<long?>> _lastBefore = EF.CompileAsyncQuery(
        (Db db, string caller, string campaign, string self, long before, CancellationToken cancel) => db.Set<CallRow>()
            .Where(call => call.Caller == caller && call.Campaign == campaign && call.Id != self && call.ReceivedAt < before)
            .OrderByDescending(call => call.ReceivedAt)
            .Select(call => (long?)call.ReceivedAt)
            .FirstOrDefault());

    public string Name => "earlier_calls";

    public TimeSpan Budget => Enricher.Budget;

    public ValueTask<SourceAnswer> LookUpAsync(CallerQuestion question, CancellationToken cancel)
    {
        if (!question.Caller.IsSet) return ValueTask.FromResult(SourceAnswer.Nothing);
        return calls.TryKnow(question.Caller, question.Campaign, UnixMicros.Of(question.At), out var last)
            ? ValueTask.FromResult(Said(last, question))
            : new ValueTask<SourceAnswer>(AskStoreAsync(question, cancel));
    }

    private async Task<SourceAnswer> AskStoreAsync(CallerQuestion question, CancellationToken cancel)
    {
        await using var db = store.Read();
        var last = await _lastBefore(
            db, question.Caller.E164, question.Campaign.Value, question.Call.ToString(), UnixMicros.Of(question.At), cancel)
            .ConfigureAwait(false);
        return Said(last, question);
    }

    private static SourceAnswer Said(long? last, CallerQuestion question)
    {
        if (last is not { } at) return SourceAnswer.Nothing;
        var days = (int)(question.At - UnixMicros.At(at)).TotalDays;
        return new SourceAnswer([new Fact("duplicate_days", days.ToString(CultureInfo.InvariantCulture))])
        {
            AsOf = UnixMicros.At(at),
        };
    }
}
