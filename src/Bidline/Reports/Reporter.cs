using Bidline.Primitives;
using Bidline.Storage;

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
        var most = ReportLimits.GroupsMax + 1;
        foreach (var (fact, measures) in plan.Parts)
        {
            var question = ReportSql.Groups(cut, fact, request.Dimensions, measures, most);
            void Take(System.Data.Common.DbDataReader row) =>
                groups.Take(row, measures, plan.AreShares && fact == ReportFact.Call);
            await (fact is ReportFact.Candidate or ReportFact.Auction
                ? store.Bids.ReadAsync(question, Take, cancel)
                : SqlReading.ReadAsync(db, question, Take, cancel)).ConfigureAwait(false);
        }

        if (plan.Distinct is [_, ..] distinct)
        {
            var question = ReportSql.Groups(cut, ReportFact.Call, [], distinct, most);
            await SqlReading.ReadAsync(db, question, row => total.Take(row, distinct, areShares: false), cancel)
                .ConfigureAwait(false);
        }

        return new ReportPeriod(groups, total.Of([]), plan, new ReportClock(cut.Period, cut.Zone));
    }
}

/// <summary>One period's sums, and what cannot be added up of them.</summary>
internal sealed record ReportPeriod(ReportGroups Groups, ReportGroups.Group Distinct, ReportPlan Plan, ReportClock Clock);
