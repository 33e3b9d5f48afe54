using System.Collections.Concurrent;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Server.Console.Frame;

namespace Bidline.Server.Console.Home;

/// <summary>Reads what Home shows, once for everybody who looks at the same range. Safe on any thread.</summary>
internal sealed class HomeFigures(CallQueries queries, BookShelf shelf, TimeProvider clock)
{
    /// <summary>A chart of a market that has just begun has at least this much of a time axis.</summary>
    private static readonly TimeSpan AxisMin = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<string, Task<HomeView>> _kept = new();
    private readonly Lock _gate = new();

    /// <summary>The newest there is, not older than its <see cref="HomeView.Pace"/>.</summary>
    public Task<HomeView> ReadAsync(TimeRange range)
    {
        lock (_gate)
        {
            if (_kept.TryGetValue(range.Key, out var kept) && IsGood(kept)) return kept;
            return _kept[range.Key] = ReadNowAsync(range);
        }
    }

    private bool IsGood(Task<HomeView> kept) => !kept.IsCompleted
        || (kept.IsCompletedSuccessfully && clock.GetUtcNow() - kept.Result.AsOf < kept.Result.Pace);

    private async Task<HomeView> ReadNowAsync(TimeRange range)
    {
        var (began, now, book) = (clock.GetTimestamp(), clock.GetUtcNow(), shelf.Current);
        var period = range.At(now, book.TimeZone);
        var before = range.BeforeAt(now, book.TimeZone);
        var figures = await queries.FiguresAsync(period, before, book.Currency, CancellationToken.None);
        var outcomes = await queries.CountAsync(new CallListQuery(period.From), CancellationToken.None);
        var first = await queries.FirstAsync(period, CancellationToken.None);
        var axis = AxisOf(period, first);
        var series = await queries.SeriesAsync(
            axis, StepOf(axis), book.TimeZone, book.Currency, CancellationToken.None);
        var isNew = first is null && (await queries.ListAsync(new CallListQuery(Tests: true, Limit: 1), CancellationToken.None))
            .Calls.Count == 0;
        return new HomeView(range, figures, outcomes, series, first, isNew, now, clock.GetElapsedTime(began));
    }

    /// <summary>From shortly before the first call on: hours in which there was no market yet are no finding.</summary>
    internal static Period AxisOf(Period period, DateTimeOffset? first)
    {
        if (first is not { } at) return period;
        var from = at < period.To - AxisMin ? at : period.To - AxisMin;
        var step = TimeSpan.FromMinutes(StepOf(period with { From = from }) == SeriesStep.Minute ? 1 : 15);
        from = new DateTimeOffset(from.UtcTicks - from.UtcTicks % step.Ticks, TimeSpan.Zero);
        return from > period.From ? period with { From = from } : period;
    }

    /// <summary>Fine enough to show a shape, coarse enough to be read.</summary>
    internal static SeriesStep StepOf(Period period) => (period.To - period.From).TotalHours switch
    {
        <= 3 => SeriesStep.Minute,
        <= 12 => SeriesStep.QuarterHour,
        <= 8 * 24 => SeriesStep.Hour,
        _ => SeriesStep.Day,
    };
}
