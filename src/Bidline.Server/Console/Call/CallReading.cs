using Bidline.Billing;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Server.Console.Calls;

namespace Bidline.Server.Console.Call;

/// <summary>Reads what the call page shows, from the same places as the API. Safe on any thread.</summary>
internal sealed class CallReading(CallLog log, CallQueries calls, Ledger ledger, BookShelf shelf, TimeProvider clock)
{
    private const int EarlierMax = 10;

    /// <summary>Null when there is no such call.</summary>
    public async Task<ReadCall?> ReadAsync(CallId id, CancellationToken cancel)
    {
        var entries = log.ReadAsync(id, cancel);
        var row = calls.FindAsync(id, cancel);
        var earlier = calls.ListAsync(new CallListQuery(SameCallerAs: id, Tests: true, Limit: EarlierMax), cancel);
        var posted = ledger.EntriesAsync(new EntryQuery(Call: id), cancel);
        await Task.WhenAll(entries, row, earlier, posted);
        var book = shelf.Current;
        if (await row is not { } found || CallTrace.Of(await entries, book) is not { } trace) return null;
        var others = await earlier;
        return new ReadCall(trace, found, (await posted).Lines, others.Calls, others.Next is not null, book);
    }

    /// <param name="filter">The list that is walked through; null is every call.</param>
    public Task<CallNeighbours> NeighboursAsync(CallListItem call, CallsFilter? filter, CancellationToken cancel)
    {
        var query = filter?.ToListQuery(filter.Range.At(clock.GetUtcNow(), shelf.Current.TimeZone).From);
        return calls.NeighboursAsync(call, query ?? new CallListQuery(Tests: true), cancel);
    }
}

/// <summary>A call as it was read at one moment.</summary>
/// <param name="Others">The latest other calls of its caller.</param>
/// <param name="Book">Where names and the market's time zone come from: the book in force.</param>
public sealed record ReadCall(
    CallTrace Trace, CallListItem Row, IReadOnlyList<EntryLine> Ledger, IReadOnlyList<CallListItem> Others, bool HasMoreOthers,
    CampaignBook Book)
{
    public Naming Names { get; } = new(Book);

    /// <summary>There is more to come: it lives, or its money is not decided.</summary>
    public bool IsUnderWay => Trace.Outcome is null || Trace.SettledAt is null;
}
