using Bidline.Campaigns;
using Bidline.Reports;

namespace Bidline.Server.Console.Reports;

/// <summary>After how many seconds of talk buyers begin to pay, by the market in force. Pure.</summary>
internal static class TalkThresholds
{
    private const int ShownMax = 4;

    /// <summary>
    /// Of the targets that a report is about, rising; none of those that pay for an event or count other seconds.
    /// </summary>
    public static List<long> Of(CampaignBook book, ReportRequest request) =>
    [
        .. book.Targets.Values
            .Where(target => request.Filters.All(filter => Keeps(filter, target)))
            .Where(target => target.Qualify is { Conversion: null, From: QualifyFrom.Answer })
            .Select(target => (long)target.Qualify.Connected.TotalSeconds)
            .Where(seconds => seconds > 0).Distinct().Order().Take(ShownMax),
    ];

    private static bool Keeps(ReportFilter filter, Target target) => filter.Dimension.Id switch
    {
        "buyer" => filter.Values.Contains(target.Buyer.Value) != filter.Not,
        "target" => filter.Values.Contains(target.Id.Value) != filter.Not,
        _ => true,
    };
}
