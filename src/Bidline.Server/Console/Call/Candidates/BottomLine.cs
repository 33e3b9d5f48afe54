using Bidline.Calls;

namespace Bidline.Server.Console.Call.Candidates;

/// <summary>
/// The sum under the table, counted from its rows and from those that a big campaign has without one: "9 considered =
/// 5 not asked + 4 asked (1 won, 1 lost, 1 no bid, 1 timed out)". What it says must add up.
/// </summary>
/// <param name="Parts">Of those who were asked, by how it ended.</param>
/// <param name="InShadow">Take no part, and are counted by nothing else.</param>
public sealed record BottomLine(int NotAsked, IReadOnlyList<(int Count, string Word)> Parts, int InShadow)
{
    public int Asked => Parts.Sum(part => part.Count);

    public int Considered => NotAsked + Asked;

    public static BottomLine Of(AuctionTrace auction)
    {
        var takingPart = auction.Candidates.Where(row => !row.Shadow).ToArray();
        var asked = takingPart.Where(row => row.Stage != "not_asked").ToArray();
        return new BottomLine(
            takingPart.Length - asked.Length + auction.Unlisted.Sum(group => group.Targets),
            [
                .. asked.GroupBy(Word).OrderBy(group => Array.IndexOf(Words, group.Key))
                    .Select(group => (group.Count(), group.Key)),
            ],
            auction.Candidates.Count - takingPart.Length);
    }

    public override string ToString()
    {
        var parts = Parts.Count == 0 ? "" : $" ({string.Join(", ", Parts.Select(part => $"{part.Count} {part.Word}"))})";
        var shadow = InShadow == 0 ? "" : $"; {InShadow} in shadow beside them";
        return $"{Considered} considered = {NotAsked} not asked + {Asked} asked{parts}{shadow}";
    }

    private static readonly string[] Words = ["won", "lost", "rejected", "no bid", "timed out", "failed"];

    private static string Word(CandidateTrace row) => row switch
    {
        { Stage: "won" } => "won",
        { Stage: "lost" } => "lost",
        { Stage: "rejected" } => "rejected",
        { Stage: "no_bid" } => "no bid",
        { Reason: "error.timeout" } => "timed out",
        _ => "failed",
    };
}
