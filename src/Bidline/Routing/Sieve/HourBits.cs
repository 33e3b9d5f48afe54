using System.Collections.Concurrent;
using Bidline.Campaigns;

namespace Bidline.Routing.Sieve;

/// <summary>
/// Who is open now. Hours change on whole minutes, so the answer is worked out once a minute: targets that keep the
/// same hours are asked together, and those that go by the caller's clock once for each zone that calls.
/// </summary>
internal sealed class HourBits
{
    private readonly ulong[] _always;
    private readonly (OpeningHours Hours, int[] Places)[] _schedules;
    private readonly bool _byCaller;
    private Minute? _known;

    public HourBits(IReadOnlyList<Target> targets)
    {
        _always = Bits.Of(targets.Count, place => targets[place].Hours is not { } hours || !IsByMinute(hours));
        _schedules =
        [
            .. targets.Index()
                .Where(pair => pair.Item.Hours is { } hours && IsByMinute(hours))
                .GroupBy(pair => pair.Item.Hours!.ToString())
                .Select(group => (group.First().Item.Hours!, group.Select(pair => pair.Index).ToArray())),
        ];
        _byCaller = _schedules.Any(schedule => schedule.Hours.ByCallersClock);
    }

    /// <param name="caller">The zone the caller lives by; null when it is not known for certain.</param>
    public OpenBits At(DateTimeOffset now, TimeZoneInfo? caller)
    {
        var number = now.UtcTicks / TimeSpan.TicksPerMinute;
        var minute = Volatile.Read(ref _known);
        if (minute is null || minute.Number != number)
            Volatile.Write(ref _known, minute = new Minute(number, [], Ask(now, null)));
        return caller is null || !_byCaller
            ? minute.Unknown
            : minute.ByZone.GetOrAdd(
                caller.Id, static (_, it) => it.Bits.Ask(it.Now, it.Caller), (Bits: this, Now: now, Caller: caller));
    }

    private OpenBits Ask(DateTimeOffset now, TimeZoneInfo? caller)
    {
        ulong[] open = [.. _always];
        ulong[]? working = null;
        foreach (var (hours, places) in _schedules)
        {
            if (hours.IsOpenAt(now, caller)) Each(places, place => Bits.Set(open, place));
            else if (hours.HolidayAt(now, caller) is not null)
            {
                var all = working ??= Bits.All(_always.Length * 64);
                Each(places, place => Bits.Clear(all, place));
            }
        }

        return new OpenBits(open, working);
    }

    private static void Each(int[] places, Action<int> turn)
    {
        foreach (var place in places) turn(place);
    }

    // Hours that change within a minute are asked one by one, of those that are left.
    private static bool IsByMinute(OpeningHours hours) =>
        hours.Open.Concat(hours.Exceptions.Values.SelectMany(day => day.Open)).All(range =>
            range.From.Ticks % TimeSpan.TicksPerMinute == 0 && range.Until.Ticks % TimeSpan.TicksPerMinute == 0);

    private sealed record Minute(long Number, ConcurrentDictionary<string, OpenBits> ByZone, OpenBits Unknown);
}

/// <param name="Working">Everybody but those that keep a holiday; null when nobody does.</param>
internal sealed record OpenBits(ulong[] Open, ulong[]? Working);
