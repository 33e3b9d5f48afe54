using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Routing;

/// <summary>
/// Writes for a keeper as long as its fence stands. After the first failure, or once another keeper has taken
/// over, nothing more is written: what this one remembers may be wrong.
/// </summary>
/// <param name="keeper">A buyer's id, or the key of a shared party.</param>
/// <param name="lost">Called once.</param>
internal sealed class FencedCommits(Store store, string keeper, string fence, Action lost)
{
    public bool IsLost { get; private set; }

    public void RequireKept()
    {
        if (IsLost) throw new BuyerKeeperLostException($"The keeper of {keeper} has stopped.");
    }

    /// <summary>
    /// True when written; false when the unit's own condition did not hold. Throws
    /// <see cref="BuyerKeeperLostException"/> when the fence is gone or the store failed.
    /// </summary>
    public async Task<bool> CommitAsync(CommitUnit unit)
    {
        try
        {
            if (await store.Commits.CommitAsync(unit)) return true;
            if (await StandsAsync()) return false;
        }
        catch (Exception e)
        {
            Lose();
            throw new BuyerKeeperLostException($"The store failed the keeper of {keeper}: {e.Message}");
        }

        Lose();
        throw new BuyerKeeperLostException($"Another keeper of {keeper} took over.");
    }

    private async Task<bool> StandsAsync()
    {
        await using var db = store.Read();
        return await db.Set<BuyerEpochRow>().AnyAsync(row => row.Buyer == keeper && row.Fence == fence);
    }

    private void Lose()
    {
        if (IsLost) return;
        IsLost = true;
        lost();
    }
}
