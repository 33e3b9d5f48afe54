using Bidline.Primitives;

namespace Bidline.Campaigns;

/// <summary>How a pool of numbers grows by itself.</summary>
/// <param name="Trunk">Whose carrier the numbers are rented from.</param>
/// <param name="NumbersMax">It never has more.</param>
/// <param name="AreaCode">Three digits; null for any.</param>
/// <param name="AtPercent">It grows when at least this part of its numbers is lent.</param>
public sealed record PoolGrowth(TrunkId Trunk, int NumbersMax, string? AreaCode, bool IsTollFree, int AtPercent)
{
    /// <summary>At most so many at once: a flood of visits costs no more a minute than this.</summary>
    public const int StepMax = 5;

    /// <summary>How many numbers to rent now: a tenth of the pool, one at least. Pure.</summary>
    /// <param name="held">Numbers that are a visitor's.</param>
    /// <param name="numbers">Those of the pool.</param>
    public int Wanted(int held, int numbers)
    {
        if (numbers >= NumbersMax || (long)held * 100 < (long)AtPercent * numbers) return 0;
        return Math.Min(NumbersMax - numbers, Math.Clamp(numbers / 10, 1, StepMax));
    }
}
