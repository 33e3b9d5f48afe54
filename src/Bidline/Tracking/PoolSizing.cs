namespace Bidline.Tracking;

/// <summary>
/// How many numbers a pool needs. Visits that come by chance and each keep a number for a while are Erlang's lost calls:
/// the share that finds none free depends on the load alone, however long the single visit is. Pure.
/// </summary>
public static class PoolSizing
{
    /// <summary>Of visits that get a number of their own: what a pool is measured by.</summary>
    public const double CertaintyWanted = 0.99;

    /// <summary>Numbers that are held at once on average, were there enough.</summary>
    /// <param name="held">From a visit's first moment to the end of its hold.</param>
    public static double Load(double arrivalsPerHour, TimeSpan held) => arrivalsPerHour * held.TotalHours;

    /// <summary>The share of visits that get a number of their own, 0 to 1.</summary>
    public static double Certainty(double load, int numbers)
    {
        if (load <= 0) return 1;
        // Erlang's B by its recursion, which no factorial can overflow.
        var missed = 1.0;
        for (var count = 1; count <= numbers; count++) missed = load * missed / (count + (load * missed));
        return 1 - missed;
    }

    /// <summary>The fewest numbers with which as many visits get one.</summary>
    /// <returns>At most <see cref="Campaigns.NumberPool.NumbersMax"/>, also where that is too few.</returns>
    public static int Needed(double load, double certainty = CertaintyWanted)
    {
        var missed = 1.0;
        for (var count = 1; count <= Campaigns.NumberPool.NumbersMax; count++)
        {
            missed = load * missed / (count + (load * missed));
            if (1 - missed >= certainty) return count;
        }

        return Campaigns.NumberPool.NumbersMax;
    }
}
