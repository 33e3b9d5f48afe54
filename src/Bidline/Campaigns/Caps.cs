using Bidline.Campaigns.Hours;
using Bidline.Primitives;

namespace Bidline.Campaigns;

/// <summary>Limits of a buyer, target, group, publisher or campaign. A limit of 0 means nothing may pass.</summary>
/// <param name="Concurrent">Calls at the same moment, counted from the dial to the end of the call; null means any.</param>
/// <param name="Limits">At most one a period, shortest first. What is held counts.</param>
/// <param name="CountOn">Which event uses up a call of a period; until then a dial only reserves it.</param>
/// <param name="TimeZone">Whose calendar the periods go by.</param>
public sealed record Caps(
    int? Concurrent,
    IReadOnlyList<CapLimit> Limits,
    CapCountsOn CountOn,
    TimeZoneInfo TimeZone)
{
    public static Caps None { get; } = new(null, [], CapCountsOn.Connected, TimeZoneInfo.Utc);

    /// <summary>Spreads the limits over the open hours of their periods; null lets them be used up at once.</summary>
    public PacingTerms? Pacing { get; init; }

    /// <summary>
    /// Calls of each hour of the week; null where no hour has its own. <see cref="Limits"/> then has a limit of the hour,
    /// the widest of the week: <see cref="At"/> says the one that counts.
    /// </summary>
    public WeekCalls? ByHour { get; init; }

    public bool IsNone => Concurrent is null && Limits.Count == 0;

    /// <summary>The same with this limit in place of the period's earlier one.</summary>
    public Caps With(CapLimit limit) => this with
    {
        Limits = [.. Limits.Where(other => other.Period != limit.Period).Append(limit).OrderBy(other => other.Period)],
    };

    /// <summary>As they are at a moment: with the calls of its hour of the week.</summary>
    public Caps At(DateTimeOffset moment) => ByHour is { } week && LimitOf(CalendarPeriod.Hour) is { } hour
        ? With(hour with { Calls = week.At(TimeZone, moment) }) with { ByHour = null }
        : this;

    /// <summary>Null when the period has no limit.</summary>
    public CapLimit? LimitOf(CalendarPeriod period)
    {
        foreach (var limit in Limits)
            if (limit.Period == period)
                return limit;
        return null;
    }
}

/// <summary>So far a period may have used the share of its open hours that has passed, and a burst.</summary>
/// <param name="BurstPercent">Of the limit, on top of that share.</param>
public sealed record PacingTerms(int BurstPercent);

/// <summary>How many calls and how much money may pass in a period; null means any.</summary>
public sealed record CapLimit(CalendarPeriod Period, int? Calls, Money? Spend);

public enum CapCountsOn
{
    /// <summary>Every dial (or, for publishers and campaigns, every call that was let in).</summary>
    Attempted,

    /// <summary>The target answered.</summary>
    Connected,

    /// <summary>The buyer's rule was met, also where the price was nothing.</summary>
    Qualified,

    /// <summary>The buyer was charged.</summary>
    Converted,
}
