using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>
/// What a target can take right now, as last told by its buyer's keeper: a forecast for choosing whom to ask. The exact
/// check is the reserve.
/// </summary>
/// <param name="FreeFunds">Prepaid less what is held, the credit limit included.</param>
public sealed record Standing(CapStanding Buyer, CapStanding Target, Money FreeFunds);

/// <summary>What is used of somebody's caps.</summary>
/// <param name="Live">Calls at this moment.</param>
/// <param name="Periods">One for every period that has a limit in the book in force; an absent one is unused.</param>
public sealed record CapStanding(int Live, IReadOnlyList<PeriodUse> Periods)
{
    public static CapStanding Unused { get; } = new(0, []);

    /// <summary>Null when nothing is known to be used.</summary>
    public PeriodUse? Of(CalendarPeriod period)
    {
        foreach (var use in Periods)
            if (use.Period == period)
                return use;
        return null;
    }

    /// <summary>What is left of it: a period that has ended since counts as unused.</summary>
    internal CapStanding At(DateTimeOffset now)
    {
        foreach (var use in Periods)
            if (now >= use.Until)
                return this with { Periods = [.. Periods.Select(each => each.At(now))] };
        return this;
    }
}
