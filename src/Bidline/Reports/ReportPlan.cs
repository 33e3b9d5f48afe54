using Bidline.Tracking;

namespace Bidline.Reports;

/// <summary>What is read of one kind of rows.</summary>
internal sealed record ReportPart(ReportFact Fact, IReadOnlyList<Measure> Measures);

/// <summary>Which measures are read where. Pure.</summary>
internal sealed record ReportPlan(
    IReadOnlyList<ReportPart> Parts, IReadOnlyList<Measure> Distinct, IReadOnlyList<Metric> Unknown, bool AreShares)
{
    public IEnumerable<Measure> Measures => Parts.SelectMany(part => part.Measures);

    public static ReportPlan Of(ReportRequest request)
    {
        var told = request.Dimensions.Concat(request.Filters.Select(filter => filter.Dimension)).ToList();
        // A buyer's bids are its own, and not those of the calls that it got.
        var byBidder = told.Any(dimension => dimension.IsBidders);
        var unknown = request.Metrics
            .Where(metric => !metric.Measures.All(measure => IsTold(measure, told, byBidder))).ToList();
        var measures = request.Metrics.Except(unknown).SelectMany(metric => metric.Measures).Distinct().ToList();
        return new ReportPlan(
            [.. PartsOf(measures, told, byBidder)],
            [.. measures.Where(measure => measure.Unit == MeasureUnit.Callers)],
            unknown,
            request.Touch == TouchModel.Linear && told.Any(dimension => dimension.From == DimensionSource.Touch));
    }

    private static IEnumerable<ReportPart> PartsOf(List<Measure> measures, List<Dimension> told, bool byBidder)
    {
        var parts = measures.ToLookup(measure => measure.FactOf(byBidder));
        // Calls are asked for their currency where there is any call in it; of pings alone they would be rows of nothing.
        var isOfCalls = parts.Contains(ReportFact.Call)
            || (!parts.Contains(ReportFact.Ping) && !parts.Contains(ReportFact.Auction));
        if (isOfCalls && told.All(dimension => dimension.Sql is not null))
            yield return new ReportPart(ReportFact.Call, [.. parts[ReportFact.Call], Reports.Measures.Elsewhere]);
        foreach (var part in parts.Where(part => part.Key != ReportFact.Call))
            yield return new ReportPart(part.Key, [.. part]);
    }

    private static bool IsTold(Measure measure, List<Dimension> told, bool byBidder)
    {
        var fact = measure.FactOf(byBidder);
        return told.All(dimension => dimension.Of(fact) is not null)
            && (measure.At is not { } ladder || told.Any(dimension => dimension.Id == ladder))
            && !(byBidder && measure.IsOfWholeAuctions);
    }
}
