using System.Linq.Expressions;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Calls;

/// <summary>Lists and figures over calls, the same on both stores. Safe on any thread.</summary>
public sealed class CallQueries(Store store)
{
    public const int StepsMax = 10_000;

    /// <summary>
    /// A page of calls, newest first. A cursor that is not ours throws <see cref="FormatException"/>.
    /// </summary>
    public async Task<CallPage> ListAsync(CallListQuery query, CancellationToken cancel)
    {
        var limit = Math.Clamp(query.Limit, 1, CallListQuery.LimitMax);
        await using var db = store.Read();
        var rows = await CallQueriesFilter.After(CallQueriesFilter.Of(db, query), query.Cursor)
            .OrderByDescending(call => call.ReceivedAt).ThenByDescending(call => call.Id)
            .Take(limit + 1)
            .ToListAsync(cancel);
        var next = rows.Count > limit ? CallQueriesFilter.CursorAt(rows[limit - 1]) : null;
        return new CallPage([.. rows.Take(limit).Select(CallQueriesItem.Of)], next);
    }

    /// <summary>One call as it stands in lists; null when there is none.</summary>
    public async Task<CallListItem?> FindAsync(CallId id, CancellationToken cancel)
    {
        var text = id.ToString();
        await using var db = store.Read();
        var row = await db.Set<CallRow>().SingleOrDefaultAsync(call => call.Id == text, cancel);
        return row is null ? null : CallQueriesItem.Of(row);
    }

    /// <summary>The calls of a filter just before and just after this one, to walk from call to call.</summary>
    public async Task<CallNeighbours> NeighboursAsync(CallListItem call, CallListQuery query, CancellationToken cancel)
    {
        var (at, id) = (UnixMicros.Of(call.ReceivedAt), call.Id.ToString());
        await using var db = store.Read();
        var calls = CallQueriesFilter.Of(db, query);
        var newer = await CallQueriesFilter.Newer(calls, at, id)
            .OrderBy(row => row.ReceivedAt).ThenBy(row => row.Id).Select(row => row.Id).FirstOrDefaultAsync(cancel);
        var older = await CallQueriesFilter.Older(calls, at, id)
            .OrderByDescending(row => row.ReceivedAt).ThenByDescending(row => row.Id).Select(row => row.Id)
            .FirstOrDefaultAsync(cancel);
        return new CallNeighbours(IdOf(newer), IdOf(older));
    }

    /// <summary>How many calls a filter finds; its cursor and limit are left aside.</summary>
    public async Task<int> TotalAsync(CallListQuery query, CancellationToken cancel)
    {
        await using var db = store.Read();
        return await CallQueriesFilter.Of(db, query).CountAsync(cancel);
    }

    /// <summary>
    /// Reasons of the calls of a filter, the most frequent first; its own reason, cursor and limit are left aside.
    /// </summary>
    public async Task<IReadOnlyList<ReasonCount>> ReasonsAsync(CallListQuery query, CancellationToken cancel)
    {
        await using var db = store.Read();
        var counts = await CallQueriesFilter.Of(db, query with { Reason = null })
            .Where(call => call.Reason != null)
            .GroupBy(call => call.Reason!)
            .Select(group => new { Code = group.Key, Calls = group.Count() })
            .ToListAsync(cancel);
        return [.. counts.OrderByDescending(count => count.Calls).ThenBy(count => count.Code, StringComparer.Ordinal)
            .Select(count => new ReasonCount(count.Code, count.Calls))];
    }

    /// <summary>When the first call of a period was received; null when there was none. Test calls do not count.</summary>
    public async Task<DateTimeOffset?> FirstAsync(Period period, CancellationToken cancel)
    {
        var (from, to) = (UnixMicros.Of(period.From), UnixMicros.Of(period.To));
        await using var db = store.Read();
        var first = await db.Set<CallRow>()
            .Where(call => call.ReceivedAt >= from && call.ReceivedAt < to && !call.Test)
            .OrderBy(call => call.ReceivedAt).Select(call => (long?)call.ReceivedAt).FirstOrDefaultAsync(cancel);
        return UnixMicros.At(first);
    }

    /// <summary>The terms of each call's last attempt. Calls that nobody was dialled for are absent.</summary>
    public async Task<IReadOnlyDictionary<CallId, SaleTerms>> TermsAsync(
        IReadOnlyCollection<CallId> calls, CancellationToken cancel)
    {
        var ids = calls.Select(call => call.ToString()).ToList();
        await using var db = store.Read();
        var rows = await db.Set<CallEventRow>()
            .Where(row => ids.Contains(row.CallId) && row.Kind == "funds_held").OrderBy(row => row.Seq)
            .ToListAsync(cancel);
        var terms = new Dictionary<CallId, SaleTerms>();
        foreach (var entry in rows.ConvertAll(CallLogStatements.Read))
            if (entry.Event is CallEvent.FundsHeld held) terms[entry.Call] = held.Terms;
        return terms;
    }

    /// <summary>Calls by outcome for a filter; its own outcome, cursor and limit are left aside.</summary>
    public async Task<OutcomeCounts> CountAsync(CallListQuery query, CancellationToken cancel)
    {
        await using var db = store.Read();
        var counts = await CallQueriesFilter.Of(db, query with { Outcome = null })
            .GroupBy(call => call.Outcome)
            .Select(group => new { Outcome = group.Key, Calls = group.Count() })
            .ToListAsync(cancel);
        return new OutcomeCounts(
            counts.Where(count => count.Outcome is null).Sum(count => count.Calls),
            Enum.GetValues<CallOutcome>().ToDictionary(
                outcome => outcome,
                outcome => counts.Find(count => count.Outcome == CallLogRow.Spell(outcome))?.Calls ?? 0));
    }

    /// <summary>
    /// The five figures of calls received in a period, and of the period before. Money of one currency.
    /// </summary>
    public Task<FiguresCompared> FiguresAsync(Period period, Currency currency, CancellationToken cancel) =>
        FiguresAsync(period, period.Before, currency, cancel);

    /// <summary>The five figures of calls received in a period, beside those of another one.</summary>
    public async Task<FiguresCompared> FiguresAsync(
        Period period, Period before, Currency currency, CancellationToken cancel) =>
        new(await OfPeriodAsync(period, currency, cancel), await OfPeriodAsync(before, currency, cancel));

    /// <summary>
    /// Money and calls by minute, hour or day of a time zone; a day has 23 or 25 hours when its zone changes the clock.
    /// More than <see cref="StepsMax"/> steps throw <see cref="ArgumentOutOfRangeException"/>.
    /// </summary>
    public async Task<RevenueSeries> SeriesAsync(
        Period period, SeriesStep step, TimeZoneInfo zone, Currency currency, CancellationToken cancel)
    {
        var starts = CallQueriesSteps.Starts(period, step, zone);
        var grain = (long)CallQueriesSteps.Grain(step).TotalMicroseconds;
        var sums = await SumsAsync(period, currency, call => call.ReceivedAt / grain, cancel);
        var nothing = Money.Zero(currency);
        var points = starts.Select(from => new SeriesPoint(from, nothing, nothing, 0, 0)).ToArray();
        foreach (var sum in sums)
        {
            // The grain in the middle of which a period begins belongs to the first step.
            var found = starts.BinarySearch(UnixMicros.At(sum.Grain * grain));
            var i = Math.Max(0, found >= 0 ? found : ~found - 1);
            points[i] = Plus(points[i], sum);
        }

        return new RevenueSeries(step, zone, points);
    }

    private static CallId? IdOf(string? id) => id is null ? null : CallId.Parse(id);

    private static SeriesPoint Plus(SeriesPoint point, Sums sum) => point with
    {
        Revenue = point.Revenue + new Money(sum.Revenue, point.Revenue.Currency),
        Payout = point.Payout + new Money(sum.Payout, point.Payout.Currency),
        Incoming = point.Incoming + sum.Incoming,
        Connected = point.Connected + sum.Connected,
    };

    private async Task<Figures> OfPeriodAsync(Period period, Currency currency, CancellationToken cancel)
    {
        var sum = (await SumsAsync(period, currency, call => 0L, cancel)).SingleOrDefault();
        return Figures.Of(
            new Money(sum?.Revenue ?? 0, currency),
            new Money(sum?.Payout ?? 0, currency),
            sum?.Incoming ?? 0,
            sum?.Connected ?? 0);
    }

    private async Task<List<Sums>> SumsAsync(
        Period period, Currency currency, Expression<Func<CallRow, long>> by, CancellationToken cancel)
    {
        var (from, to, code) = (UnixMicros.Of(period.From), UnixMicros.Of(period.To), currency.Code);
        await using var db = store.Read();
        return await db.Set<CallRow>()
            .Where(call => call.ReceivedAt >= from && call.ReceivedAt < to && !call.Test)
            .GroupBy(by)
            .Select(group => new Sums(
                group.Key,
                group.Sum(call => call.Currency == code ? call.RevenueMicros ?? 0 : 0),
                group.Sum(call => call.Currency == code ? call.PayoutMicros ?? 0 : 0),
                group.Count(),
                group.Count(call => call.Outcome == "connected")))
            .ToListAsync(cancel);
    }

    private sealed record Sums(long Grain, long Revenue, long Payout, int Incoming, int Connected);
}
