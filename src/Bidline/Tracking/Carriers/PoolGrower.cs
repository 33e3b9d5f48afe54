using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Primitives;
using Microsoft.Extensions.Logging;

namespace Bidline.Tracking.Carriers;

/// <summary>
/// Rents numbers for pools whose numbers are nearly all lent, within the bounds that the market gives, and puts them into the
/// pool. Used by one worker.
/// </summary>
public sealed partial class PoolGrower(
    BookShelf shelf, MarketKeeper keeper, NumberRental rental, Audit audit, ILogger<PoolGrower> logger)
{
    private static readonly Author Growth = new("pool growth", Author.ThisMachine);

    private long _rented;
    private long _failed;

    /// <summary>Numbers rented since the start.</summary>
    public long Rented => Interlocked.Read(ref _rented);

    /// <summary>Times that a pool should have grown and did not get all that it wanted.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <param name="held">Numbers of the pool that are a visitor's.</param>
    /// <returns>How many numbers it has more.</returns>
    public async Task<int> GrowAsync(PoolId id, int held, CancellationToken cancel)
    {
        if (!shelf.Current.Pools.TryGetValue(id, out var pool) || pool.Grow is not { } growth) return 0;
        var wanted = growth.Wanted(held, pool.Numbers.Count);
        if (wanted == 0) return 0;
        var wish = new NumberWish("US", growth.IsTollFree, growth.AreaCode, null, NumberWish.CountMax);
        var found = await rental.FindAsync(growth.Trunk, wish, cancel).ConfigureAwait(false);
        var got = new List<PhoneNumber>();
        foreach (var offer in found?.Numbers ?? [])
        {
            if (got.Count == wanted || cancel.IsCancellationRequested) break;
            if (shelf.Current.Numbers.ContainsKey(offer.Number)) continue;
            var answer = await rental.OrderAsync(growth.Trunk, offer.Number).ConfigureAwait(false);
            // It may be paid for and is in no pool: somebody has to look.
            if (answer is CarrierAnswer.Unsure unsure)
                await NoteAsync(id, $"{offer.Number.E164} at trunk {growth.Trunk}: not sure, {unsure.Why}").ConfigureAwait(false);
            if (answer is not CarrierAnswer.Done) break;
            got.Add(offer.Number);
        }

        var taken = got.Count > 0 && await TakeAsync(id, growth, got).ConfigureAwait(false) ? got.Count : 0;
        Interlocked.Add(ref _rented, got.Count);
        if (taken < wanted)
        {
            Interlocked.Increment(ref _failed);
            Log.Short(logger, id, wanted, taken);
        }

        return taken;
    }

    /// <summary>What is rented is put into the pool, whatever else is changed meanwhile.</summary>
    private async Task<bool> TakeAsync(PoolId id, PoolGrowth growth, List<PhoneNumber> got)
    {
        var names = string.Join(", ", got.Select(number => number.E164));
        await NoteAsync(id, $"{names} at trunk {growth.Trunk}").ConfigureAwait(false);
        for (var tries = 0; tries < 20; tries++)
        {
            var inForce = keeper.InForce;
            if (inForce.Document.Pools.FirstOrDefault(entry => entry.Id == id.Value) is not { } entry) return false;
            var grown = entry with { Numbers = [.. entry.Numbers.Union(got.Select(number => number.E164))] };
            var result = await keeper.ApplyAsync(
                MarketDocument.Empty with { Pools = [grown] }, new ApplyOptions(Growth, IfVersion: inForce.Version),
                CancellationToken.None).ConfigureAwait(false);
            if (result is not ApplyResult.Outdated) return result is ApplyResult.Applied;
        }

        return false;
    }

    private Task NoteAsync(PoolId id, string what) =>
        audit.NoteAsync(Growth, new AuditEntry("number_rented", $"pool {id}", what));

    private static partial class Log
    {
        [LoggerMessage(1421, LogLevel.Warning,
            "Pool {Pool} wanted {Wanted} more numbers and has {Taken}: look at its carrier, and at the audit for rented ones")]
        public static partial void Short(ILogger logger, PoolId pool, int wanted, int taken);
    }
}
