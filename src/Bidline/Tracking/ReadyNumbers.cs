using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Tracking;

/// <summary>
/// Numbers that the store keeps for one keeper, some in advance: such a number is lent without waiting for the disk, and
/// the lease is written down behind it. Were the server killed in between, the row would still say that nobody else may
/// have the number for a hold. Used by its keeper only.
/// </summary>
internal sealed class ReadyNumbers(Store store, PoolBook book, PoolId id, TimeProvider clock)
{
    /// <summary>Of each pool; a tenth of a small one, for what is ready is out of use for a hold after a crash.</summary>
    private const int CountMax = 64;

    /// <summary>How long a number is ready; then it is made ready anew.</summary>
    private static readonly TimeSpan ReadyFor = TimeSpan.FromMinutes(10);

    private Task _making = Task.CompletedTask;
    private DateTimeOffset _freshUntil;
    private int _left;
    private bool _isGivenBack;

    private const string Prefix = "keeper_";

    /// <summary>What rows of ready numbers have for a visitor: unlike that of any other keeper.</summary>
    public string Keeper { get; } = $"{Prefix}{Ids.New(clock):N}";

    /// <summary>Whether a row is a keeper's and no visitor's.</summary>
    public static bool IsKeepers(string visitor) => visitor.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Until when this number may be lent at once, at least as long as is enough; null where it must wait.</summary>
    public DateTimeOffset? Use(PooledNumber number, DateTimeOffset enough)
    {
        if (_isGivenBack || number.ReadyUntil < enough) return null;
        _left--;
        return number.ReadyUntil;
    }

    /// <summary>Makes more ready where few are left. Nobody waits for it.</summary>
    public void Replenish(NumberPool pool)
    {
        var now = clock.GetUtcNow();
        var wanted = Math.Min(CountMax, pool.Numbers.Count / 10);
        if (_isGivenBack || !_making.IsCompleted || wanted == 0 || (2 * _left > wanted && now < _freshUntil)) return;
        var enough = now + pool.Hold;
        _freshUntil = now + (ReadyFor / 2);
        _making = MakeAsync([.. book.Oldest(wanted, now)], now, enough, enough + ReadyFor);
    }

    /// <summary>When the keeper stops in order. What it lends after that waits for the disk.</summary>
    public Task GiveBackAsync()
    {
        _isGivenBack = true;
        return store.Commits.CommitAsync(PoolStatements.Unready(Keeper, clock.GetUtcNow()));
    }

    private async Task MakeAsync(
        IReadOnlyList<PooledNumber> numbers, DateTimeOffset now, DateTimeOffset enough, DateTimeOffset until)
    {
        // Those that are ready for a while yet need no row.
        await Task.WhenAll(numbers.Where(number => number.ReadyUntil < enough + (ReadyFor / 2))
            .Select(number => MakeAsync(number, now, until)));
        _left = numbers.Count(number => number.ReadyUntil >= enough);
    }

    private async Task MakeAsync(PooledNumber number, DateTimeOffset now, DateTimeOffset until)
    {
        var last = number.Visit?.Id;
        try
        {
            var isKept = await store.Commits.CommitAsync(PoolStatements.Ready(number.Number, id, Keeper, now, until));
            // Who was lent it meanwhile has its row now.
            if (isKept && number.Visit?.Id == last && !number.IsHeld(clock.GetUtcNow())) number.ReadyUntil = until;
        }
        catch (StoreException)
        {
            // It is lent the slow way, or not: its lease will say.
        }
    }
}
