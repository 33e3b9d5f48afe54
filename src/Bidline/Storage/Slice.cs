namespace Bidline.Storage;

/// <summary>
/// Housekeeping of many rows, some at a time: whoever commits meanwhile waits for one slice, not for all of them.
/// </summary>
internal static class Slice
{
    /// <summary>At 20 to 40 us a row that is up to 1 ms of the writer's time.</summary>
    public const int Rows = 25;

    /// <summary>Most rows of one round, so that a round ends; the next one goes on.</summary>
    public const int RoundMax = 20_000;

    /// <summary>Commits the statement as often as that many rows need it.</summary>
    /// <param name="some">Changes <see cref="Rows"/> rows at most.</param>
    public static async Task SliceAsync(this CommitQueue commits, int rows, Statement some)
    {
        for (var left = rows; left > 0; left -= Rows)
            await commits.CommitAsync(new CommitUnit(null, [some])).ConfigureAwait(false);
    }
}
