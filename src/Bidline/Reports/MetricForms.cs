namespace Bidline.Reports;

/// <summary>Figures as they are mostly made.</summary>
internal static class MetricForms
{
    public static Metric Count(Measure of, string label, string definition, bool? moreIsGood, bool forPublishers = false) =>
        new(of.Id, label, definition, MetricUnit.Calls, moreIsGood, [of], sums => sums[of]) { ForPublishers = forPublishers };

    public static Metric Money(Measure of, string label, string definition, bool? moreIsGood) =>
        new(of.Id, label, definition, MetricUnit.Money, moreIsGood, [of], sums => sums[of]);

    public static Metric Share(string id, string label, string definition, Measure part, Measure whole, bool? moreIsGood) =>
        new(id, label, definition, MetricUnit.Percent, moreIsGood, [part, whole], sums => 100 * sums.Ratio(part, whole));

    public static Metric Per(string id, string label, string definition, MetricUnit unit, Measure part, Measure whole) =>
        new(id, label, definition, unit, true, [part, whole], sums => sums.Ratio(part, whole));
}
