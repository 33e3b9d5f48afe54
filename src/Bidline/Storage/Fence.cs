namespace Bidline.Storage;

/// <summary>
/// Who may write for a keeper: whoever took over last. One that was replaced changes nothing, however late its writes come.
/// </summary>
/// <param name="Keeper">A buyer's id, or the key of a shared party.</param>
/// <param name="Token">Unlike that of any other keeper.</param>
public sealed record Fence(string Keeper, string Token)
{
    private const string Take =
        "INSERT INTO buyer_epochs (buyer, epoch, fence, taken_at) VALUES (@p0, 1, @p1, @p2) "
        + "ON CONFLICT (buyer) DO UPDATE SET epoch = buyer_epochs.epoch + 1, fence = @p1, taken_at = @p2";

    /// <summary>Changes no row when it stands no longer. As a condition inside a guard.</summary>
    public const string Standing = "UPDATE buyer_epochs SET epoch = epoch WHERE buyer = @p0 AND fence = @p1";

    // It writes the row it reads: PostgreSQL then makes a new keeper wait until this is committed.
    internal Statement Check => new(Standing, Keeper, Token);

    public CommitUnit TakeOver(DateTimeOffset at) =>
        new(null, [new Statement(Take, Keeper, Token, UnixMicros.Of(at))]) { TakesOver = true };
}

/// <summary>
/// Asks each fence of a group once: its row is locked until the group is committed, so that what was found stands for all
/// units behind it.
/// </summary>
internal sealed class GroupFences
{
    private readonly HashSet<Fence> _standing = [];

    /// <summary>What asks for the unit's fence; null when it needs none, or when it was asked for before.</summary>
    public Statement? Ask(CommitUnit unit)
    {
        if (unit.TakesOver) _standing.Clear();
        return unit.Fence is { } fence && _standing.Add(fence) ? fence.Check : null;
    }

    public void HasFallen(CommitUnit unit) => _standing.Remove(unit.Fence!);
}
