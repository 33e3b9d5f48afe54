using Bidline.Calls;

namespace Bidline.Server.Console.Call.Candidates;

/// <summary>
/// The sum under the table, counted from its rows and from those that a big campaign has without one: "9 considered =
/// 5 not asked + 4 asked (1 won, 1 lost, 1 no bid, 1 timed out)". What it says must add up.
/// </summary>
/// <param name="Parts">Of those who were asked, by how it ended.</param>
internal sealed record BottomLine(int NotAsked, IReadOnlyList<(int Count, string Word)> Parts)
{
    public int Asked => Parts.Sum(part => part.Count);

    public int Considered => NotAsked + Asked;

    public static BottomLine Of(AuctionTrace auction)
    {
        var asked = auction.Candidates.Where(row => row.Stage != "not_asked").ToArray();
        return new BottomLine(
            auction.Candidates.Count - asked.Length + auction.Unlisted.Sum(group => group.Targets),
            [
                .. asked.GroupBy(Word).OrderBy(group => Array.IndexOf(Words, group.Key))
                    .Select(group => (group.Count(), group.Key)),
            ]);
    }

    public override string ToString()
    {
        var parts = Parts.Count == 0 ? "" : $" ({string.Join(", ", Parts.Select(part => $"{part.Count} {part.Word}"))})";
        return $"{Considered} considered = {NotAsked} not asked + {Asked} asked{parts}";
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
