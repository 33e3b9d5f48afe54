using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Tracking;

/// <summary>Reads what a pool's keeper must know before it lends anything.</summary>
internal static class PoolReading
{
    /// <summary>Numbers in one question; SQLite takes some thousands of values.</summary>
    private const int AtOnce = 500;

    /// <summary>Each of these numbers with who has it or had it last, also where another pool lent it.</summary>
    /// <param name="hold">How long a number is held after the last sign of life: when that was follows from it.</param>
    public static async Task<IReadOnlyList<PooledNumber>> NumbersAsync(
        Store store, IReadOnlyList<PhoneNumber> numbers, TimeSpan hold, DateTimeOffset now, CancellationToken cancel)
    {
        var read = numbers.ToDictionary(number => number.E164, number => new PooledNumber(number));
        await using var db = store.Read();
        foreach (var some in numbers.Select(number => number.E164).Chunk(AtOnce).Select(chunk => chunk.ToList()))
        {
            var rows = await (
                from number in db.Set<PoolNumberRow>().AsNoTracking()
                where some.Contains(number.Number)
                join visit in db.Set<VisitRow>() on number.Visit equals visit.Id into visits
                from visit in visits.DefaultIfEmpty()
                select new { Number = number, Visit = visit }).ToListAsync(cancel).ConfigureAwait(false);
            foreach (var row in rows) Fill(read[row.Number.Number], row.Number, row.Visit, hold, now);
        }

        return [.. read.Values];
    }

    /// <summary>What brought this visitor before, oldest first.</summary>
    public static async Task<IReadOnlyList<Touch>> EarlierAsync(Store store, VisitorId visitor, CancellationToken cancel)
    {
        var who = visitor.ToString();
        await using var db = store.Read();
        var last = await db.Set<VisitRow>().AsNoTracking().Where(row => row.Visitor == who)
            .OrderByDescending(row => row.Id).FirstOrDefaultAsync(cancel).ConfigureAwait(false);
        return last is null ? [] : PoolStatements.Read(last).Remembered();
    }

    private static void Fill(PooledNumber number, PoolNumberRow row, VisitRow? visit, TimeSpan hold, DateTimeOffset now)
    {
        number.Since = UnixMicros.At(row.Since);
        number.Until = UnixMicros.At(row.Until);
        // Kept for a keeper that is gone: it may have lent it and not said so, to whom is not known.
        var isUnknown = ReadyNumbers.IsKeepers(row.Visitor) && number.IsHeld(now);
        number.Visit = visit is null || isUnknown ? null : PoolStatements.Read(visit);
        number.SeenAt = number.ActiveAt = number.Until - hold;
    }
}
