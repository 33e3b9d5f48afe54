using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Routing;

/// <summary>
/// Writes for a keeper as long as its fence stands. After the first failure, or once another keeper has taken
/// over, nothing more is written: what this one remembers may be wrong.
/// </summary>
/// <param name="lost">Called once.</param>
internal sealed class FencedCommits(Store store, Fence fence, Action lost)
{
    public bool IsLost { get; private set; }

    public void RequireKept()
    {
        if (IsLost) throw new BuyerKeeperLostException($"The keeper of {fence.Keeper} has stopped.");
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
            throw new BuyerKeeperLostException($"The store failed the keeper of {fence.Keeper}: {e.Message}");
        }

        Lose();
        throw new BuyerKeeperLostException($"Another keeper of {fence.Keeper} took over.");
    }

    private async Task<bool> StandsAsync()
    {
        await using var db = store.Read();
        return await db.Set<BuyerEpochRow>().AnyAsync(row => row.Buyer == fence.Keeper && row.Fence == fence.Token);
    }

    private void Lose()
    {
        if (IsLost) return;
        IsLost = true;
        lost();
    }
}
