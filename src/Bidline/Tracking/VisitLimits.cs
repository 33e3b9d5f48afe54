using System.Collections.Concurrent;
using System.Globalization;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Tracking;

/// <summary>
/// Keeps pages inside the limits of their pool, by the browser's address, in minutes of the clock. In memory of this
/// process: a limit is there to keep a flood away, not to be counted to the last. Safe on any thread.
/// </summary>
public sealed class VisitLimits(TimeProvider clock)
{
    /// <summary>Addresses that are counted in one minute; those beyond share one count.</summary>
    public const int AddressesMax = 200_000;

    /// <summary>Requests of any kind from one address in a minute.</summary>
    public const int RequestsMax = 1_200;

    private const string Others = "others";

    private volatile Minute _minute = new(0);

    /// <summary>Counts a request, whatever it wants. Null while there are not too many of them.</summary>
    public Reason? WhyNot(string address) => Count("", address) > RequestsMax ? Over(RequestsMax, "requests") : null;

    /// <summary>Counts a new visit. Null while there are not too many of them.</summary>
    public Reason? WhyNotAnother(NumberPool pool, string address) =>
        Count(pool.Id.Value, address) > pool.VisitsPerAddress ? Over(pool.VisitsPerAddress, "visits") : null;

    private static Reason Over(int limit, string what) => Reason.Of(
        "visit.rate_limited", ("limit", limit.ToString(CultureInfo.InvariantCulture)), ("what", what));

    private int Count(string pool, string address)
    {
        var minute = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        var now = _minute;
        // Two that come at once may each begin the minute: the counts of one are lost, which lets a few more through.
        if (now.Number != minute) _minute = now = new Minute(minute);
        return now.Count((pool, address));
    }

    private sealed class Minute(long number)
    {
        private readonly ConcurrentDictionary<(string Pool, string Address), int> _counts = new();
        private int _addresses;

        public long Number { get; } = number;

        public int Count((string Pool, string Address) key)
        {
            if (!_counts.ContainsKey(key) && Interlocked.Increment(ref _addresses) > AddressesMax) key.Address = Others;
            return _counts.AddOrUpdate(key, 1, static (_, count) => count + 1);
        }
    }
}
