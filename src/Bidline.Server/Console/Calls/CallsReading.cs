using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Reports;
using Bidline.Server.Console.Reports;

namespace Bidline.Server.Console.Calls;

/// <summary>What the list shows of a filter, read together.</summary>
/// <param name="Terms">What each call was sold under, where somebody was dialled.</param>
/// <param name="Nearest">Only for an empty list.</param>
public sealed record CallsReading(
    CallsFilter Filter,
    CallPage Page,
    IReadOnlyDictionary<CallId, SaleTerms> Terms,
    OutcomeCounts Counts,
    IReadOnlyList<ReasonCount> Reasons,
    Relaxation? Nearest)
{
    /// <summary>When the first call of the list was received; what came in later is new. Null for an empty list.</summary>
    public DateTimeOffset? NewestAt => Page.Calls is [var newest, ..] ? newest.ReceivedAt : null;

    /// <summary>Rows of which something may still change.</summary>
    public bool IsMoving => Page.Calls.Any(call => call.EndedAt is null || call.Revenue is null);
}

/// <summary>Reads the list of calls for the page and the export.</summary>
internal sealed class CallsReader(CallQueries queries, BookShelf shelf, TimeProvider clock)
{
    public async Task<CallsReading> ReadAsync(CallsFilter filter, CancellationToken cancel)
    {
        var query = QueryOf(filter);
        CallPage page;
        try
        {
            page = await queries.ListAsync(query, cancel);
        }
        catch (FormatException)
        {
            // A cursor from an address that was typed or cut: the list from its beginning is the better answer.
            (filter, query) = (filter with { After = null }, query with { Cursor = null });
            page = await queries.ListAsync(query, cancel);
        }

        var counts = await queries.CountAsync(query with { Live = null }, cancel);
        var reasons = await queries.ReasonsAsync(query, cancel);
        var nearest = page.Calls.Count == 0 && filter.Cut is null ? await Relaxation.NearestAsync(queries, filter,
            FromOf, cancel) : null;
        return new CallsReading(filter, page, await TermsAsync(page, cancel), counts, reasons, nearest);
    }

    /// <summary>The same rows as they are now; none is added, so that nothing moves under the pointer.</summary>
    public async Task<CallsReading> AgainAsync(CallsReading reading, CancellationToken cancel)
    {
        var query = QueryOf(reading.Filter) with { To = JustAfter(reading.NewestAt) };
        var page = await queries.ListAsync(query, cancel);
        return reading with { Page = page with { Next = reading.Page.Next }, Terms = await TermsAsync(page, cancel) };
    }

    /// <summary>Calls of the filter that came in since it was read.</summary>
    public Task<int> NewSinceAsync(CallsReading reading, CancellationToken cancel)
    {
        // A report's calls are of a time that is over.
        if (CutOf(reading.Filter) is not null) return Task.FromResult(0);
        var all = QueryOf(reading.Filter) with { Cursor = null };
        return queries.TotalAsync(all with { From = JustAfter(reading.NewestAt) ?? all.From }, cancel);
    }

    public CallListQuery QueryOf(CallsFilter filter)
    {
        var query = filter.ToListQuery(FromOf(filter));
        return CutOf(filter) is { } cut
            ? query with { From = cut.Period.From, To = cut.Period.To, Within = cut.ToCalls(), Tests = cut.Tests }
            : query;
    }

    /// <summary>The part of a report that the list is of; null for a list of its own.</summary>
    public ReportCut? CutOf(CallsFilter filter) => CutAddress.Read(filter.Cut, shelf.Current.TimeZone, shelf.Current.Currency);

    private DateTimeOffset FromOf(CallsFilter filter) =>
        filter.Range.At(clock.GetUtcNow(), shelf.Current.TimeZone).From;

    // The store keeps microseconds.
    private static DateTimeOffset? JustAfter(DateTimeOffset? at) => at?.AddTicks(TimeSpan.TicksPerMicrosecond);

    private Task<IReadOnlyDictionary<CallId, SaleTerms>> TermsAsync(CallPage page, CancellationToken cancel) =>
        queries.TermsAsync([.. page.Calls.Where(call => call.Attempts > 0).Select(call => call.Id)], cancel);
}
