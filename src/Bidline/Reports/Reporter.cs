using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tracking;

namespace Bidline.Reports;

/// <summary>Makes reports of what the store has, some at a time and none for too long. Safe on any thread.</summary>
public sealed class Reporter(Store store, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(ReportLimits.AtOnceMax);
    private long _made;
    private long _busy;
    private long _slow;
    private long _wide;

    /// <summary>Reports that were made, and those that met a limit, since the start.</summary>
    public (long Made, long Busy, long Slow, long Wide) Counts =>
        (Interlocked.Read(ref _made), Interlocked.Read(ref _busy), Interlocked.Read(ref _slow), Interlocked.Read(ref _wide));

    public async Task<ReportOutcome> MakeAsync(ReportRequest request, CancellationToken cancel)
    {
        if (!await _turns.WaitAsync(ReportLimits.TurnMax, cancel).ConfigureAwait(false))
        {
            Interlocked.Increment(ref _busy);
            return new ReportOutcome.Refused(Reason.Of("report.busy", ("limit", $"{ReportLimits.AtOnceMax}")));
        }

        using var time = new CancellationTokenSource(ReportLimits.TimeMax, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancel);
        try
        {
            return await ReadAsync(request, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            Interlocked.Increment(ref _slow);
            return new ReportOutcome.Refused(
                Reason.Of("report.too_slow", ("limit", $"{ReportLimits.TimeMax.TotalSeconds:0} s")));
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task<ReportOutcome> ReadAsync(ReportRequest request, CancellationToken cancel)
    {
        var (began, asOf) = (clock.GetTimestamp(), clock.GetUtcNow());
        await using var db = store.Read();
        var now = await PeriodAsync(db, request, request.Cut, cancel).ConfigureAwait(false);
        var before = request.Compares
            ? await PeriodAsync(db, request, request.Cut with { Period = request.Before }, cancel).ConfigureAwait(false)
            : null;
        if (Math.Max(now.Groups.Count, before?.Groups.Count ?? 0) > ReportLimits.GroupsMax)
        {
            Interlocked.Increment(ref _wide);
            return new ReportOutcome.Refused(
                Reason.Of("report.too_many_rows", ("limit", $"{ReportLimits.GroupsMax}")));
        }

        Interlocked.Increment(ref _made);
        return new ReportOutcome.Made(ReportTable.Of(request, now, before, asOf, clock.GetElapsedTime(began)));
    }

    private async Task<ReportPeriod> PeriodAsync(Db db, ReportRequest request, ReportCut cut, CancellationToken cancel)
    {
        var plan = ReportPlan.Of(request);
        var (groups, total) = (new ReportGroups(request.Dimensions), new ReportGroups([]));
        var shares = plan.AreShares;
        var most = ReportLimits.GroupsMax + 1;
        var sql = ReportSql.Groups(cut, request.Dimensions, plan.OfCalls, most);
        await SqlReading.ReadAsync(db, sql, row => groups.Take(row, plan.OfCalls, shares), cancel).ConfigureAwait(false);
        if (plan.OfCandidates is [_, ..] bidding && ReportSql.Candidates(cut, request.Dimensions, bidding, most) is { } asked)
            await store.Bids.ReadAsync(asked, row => groups.Take(row, bidding, areShares: false), cancel).ConfigureAwait(false);
        if (plan.Distinct is [_, ..] distinct)
            await SqlReading.ReadAsync(
                db, ReportSql.Groups(cut, [], distinct, most), row => total.Take(row, distinct, areShares: false), cancel)
                .ConfigureAwait(false);
        return new ReportPeriod(groups, total.Of([]), plan, new ReportClock(cut.Period, cut.Zone));
    }
}

/// <summary>One period's sums, and what cannot be added up of them.</summary>
internal sealed record ReportPeriod(ReportGroups Groups, ReportGroups.Group Distinct, ReportPlan Plan, ReportClock Clock);

/// <summary>Which measures are read where. Pure.</summary>
internal sealed record ReportPlan(
    IReadOnlyList<Measure> OfCalls, IReadOnlyList<Measure> OfCandidates, IReadOnlyList<Measure> Distinct,
    IReadOnlyList<Metric> Unknown, bool AreShares)
{
    public static ReportPlan Of(ReportRequest request)
    {
        var told = request.Dimensions.Concat(request.Filters.Select(filter => filter.Dimension)).ToList();
        // A buyer's bids are its own, and not those of the calls that it got.
        var byCandidate = told.Any(dimension => dimension.IsBidders);
        var isTold = told.All(dimension => dimension.OfCandidate is not null);
        var unknown = byCandidate
            ? request.Metrics.Where(metric => IsOfAuctions(metric) && !(metric.IsBidding && isTold)).ToList()
            : [];
        var measures = request.Metrics.Except(unknown).SelectMany(metric => metric.Measures).Distinct().ToList();
        var candidates = byCandidate ? measures.Where(measure => measure.OfCandidate is not null).ToList() : [];
        return new ReportPlan(
            [.. measures.Except(candidates).Append(Measures.Elsewhere)],
            candidates,
            [.. measures.Where(measure => measure.Unit == MeasureUnit.Callers)],
            unknown,
            request.Touch == TouchModel.Linear && told.Any(dimension => dimension.From == DimensionSource.Touch));
    }

    private static bool IsOfAuctions(Metric metric) =>
        metric.Measures.Any(measure => measure.OfCandidate is not null || measure == Measures.Auctions);
}
