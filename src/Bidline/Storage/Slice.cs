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

    /// <summary>Deletes a table's rows with ids before this one, the oldest first: the ids must begin with their time.</summary>
    /// <returns>False when there are more, for the next round.</returns>
    public static async Task<bool> ForgetAsync(this Store store, string table, string before, CancellationToken cancel)
    {
        var old = 0;
        await using var db = store.Read();
        var count = $"SELECT COUNT(*) FROM (SELECT 1 FROM {table} WHERE id < {{0}} LIMIT {RoundMax}) old";
        await SqlReading.ReadAsync(db, new SqlText(count, [before]), row => old = (int)row.GetInt64(0), cancel)
            .ConfigureAwait(false);
        await store.Commits.SliceAsync(old, new Statement(
            $"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE id < @p0 ORDER BY id LIMIT {Rows})", before))
            .ConfigureAwait(false);
        return old < RoundMax;
    }
}
