using System.Globalization;

namespace Bidline.Reports;

/// <summary>
/// Steps at each of which everything is counted anew: "still talking after 60 seconds". What reached a high step has
/// passed the lower ones, so that rows of it are never added up.
/// </summary>
/// <param name="Steps">Rising; in SQL "ladder.step".</param>
public sealed record Ladder(IReadOnlyList<long> Steps)
{
    /// <summary>To be put behind what is counted.</summary>
    internal string Join => $" CROSS JOIN (SELECT {Text(Steps[0])} AS step{string.Concat(
        Steps.Skip(1).Select(step => $" UNION ALL SELECT {Text(step)}"))}) ladder";

    private static string Text(long step) => step.ToString(CultureInfo.InvariantCulture);
}
