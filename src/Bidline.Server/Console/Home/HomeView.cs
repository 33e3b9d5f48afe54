using Bidline.Calls;
using Bidline.Server.Console.Frame;

namespace Bidline.Server.Console.Home;

/// <summary>Everything that Home shows of a time range, read together.</summary>
/// <param name="FirstAt">When the first call of the range came in; null while there is none.</param>
/// <param name="IsNew">No call has ever been received.</param>
/// <param name="Cost">How long the reading took.</param>
public sealed record HomeView(
    TimeRange Range,
    FiguresCompared Figures,
    OutcomeCounts Outcomes,
    RevenueSeries Series,
    DateTimeOffset? FirstAt,
    bool IsNew,
    DateTimeOffset AsOf,
    TimeSpan Cost)
{
    private const int CostShare = 20;
    private static readonly TimeSpan PaceMin = TimeSpan.FromSeconds(1);

    /// <summary>When it may be read again: every second, but not so often that reading becomes the server's work.</summary>
    public TimeSpan Pace => Cost * CostShare > PaceMin ? Cost * CostShare : PaceMin;
}
