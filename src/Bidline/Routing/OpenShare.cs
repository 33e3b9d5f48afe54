using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>
/// How much of a period's open time has passed. In steps of five minutes of real time, so that days of 23 and 25 hours
/// come out right; worked out once for each hours and period.
/// </summary>
internal static class OpenShare
{
    private const int KnownMax = 8;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);
    private static readonly ConditionalWeakTable<OpeningHours, ConcurrentDictionary<PeriodWindow, int[]>> Known = [];

    /// <summary>0 to 1. 1 where the period has no open time at all: then it is not pacing that holds a call back.</summary>
    /// <param name="hours">Null is always open.</param>
    public static decimal Of(OpeningHours? hours, PeriodWindow window, DateTimeOffset now)
    {
        if (hours is null) return Share((now - window.From).Ticks, (window.Until - window.From).Ticks);
        var before = OpenBefore(hours, window);
        var step = (int)Math.Clamp((now - window.From) / Step, 0, before.Length - 1);
        var within = step + 1 < before.Length && before[step + 1] > before[step]
            ? (now - window.From - (step * Step)).Ticks
            : 0;
        return Share((before[step] * Step.Ticks) + within, before[^1] * Step.Ticks);
    }

    private static decimal Share(long passed, long whole) => whole <= 0 ? 1 : Math.Clamp((decimal)passed / whole, 0, 1);

    /// <summary>For each step how many before it were open; the last says how many there are.</summary>
    private static int[] OpenBefore(OpeningHours hours, PeriodWindow window)
    {
        var known = Known.GetOrCreateValue(hours);
        if (known.TryGetValue(window, out var before)) return before;
        if (known.Count >= KnownMax) known.Clear();
        before = new int[(int)Math.Ceiling((window.Until - window.From) / Step) + 1];
        for (var i = 1; i < before.Length; i++)
            before[i] = before[i - 1] + (hours.IsOpenAt(window.From + ((i - 1) * Step)) ? 1 : 0);
        return known[window] = before;
    }
}
