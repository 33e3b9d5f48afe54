using Bidline.Campaigns;

namespace Bidline.Routing.Sieve;

/// <summary>
/// Who is open now. Hours change on whole minutes, so the answer is worked out once a minute: targets that keep the
/// same hours are asked together.
/// </summary>
internal sealed class HourBits
{
    private readonly ulong[] _always;
    private readonly (OpeningHours Hours, int[] Places)[] _schedules;
    private Minute? _known;

    public HourBits(IReadOnlyList<Target> targets)
    {
        _always = Bits.Of(targets.Count, place => targets[place].Hours is not { } hours || !IsByMinute(hours));
        _schedules =
        [
            .. targets.Index()
                .Where(pair => pair.Item.Hours is { } hours && IsByMinute(hours))
                .GroupBy(pair => KeyOf(pair.Item.Hours!))
                .Select(group => (group.First().Item.Hours!, group.Select(pair => pair.Index).ToArray())),
        ];
    }

    public ulong[] OpenAt(DateTimeOffset now)
    {
        var minute = now.UtcTicks / TimeSpan.TicksPerMinute;
        if (Volatile.Read(ref _known) is { } known && known.Number == minute) return known.Open;
        var next = new Minute(minute, Ask(now));
        Volatile.Write(ref _known, next);
        return next.Open;
    }

    private ulong[] Ask(DateTimeOffset now)
    {
        ulong[] open = [.. _always];
        foreach (var (hours, places) in _schedules)
        {
            if (!hours.IsOpenAt(now)) continue;
            foreach (var place in places) Bits.Set(open, place);
        }

        return open;
    }

    // Hours that change within a minute are asked one by one, of those that are left.
    private static bool IsByMinute(OpeningHours hours) => hours.Open.All(range =>
        range.From.Ticks % TimeSpan.TicksPerMinute == 0 && range.Until.Ticks % TimeSpan.TicksPerMinute == 0);

    private static string KeyOf(OpeningHours hours) =>
        $"{hours.TimeZone.Id} {string.Join(' ', hours.Open.Select(range => $"{range.Day}{range.From:O}{range.Until:O}"))}";

    private sealed record Minute(long Number, ulong[] Open);
}
