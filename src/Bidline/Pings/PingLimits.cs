using System.Collections.Concurrent;
using System.Globalization;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Pings;

/// <summary>
/// Keeps pings inside the limits of their endpoint, their publisher, their campaign, and of one caller on one endpoint,
/// in windows of the clock. In memory of this process: a limit is there to keep a flood away, not to be counted to the
/// last. Safe on any thread.
/// </summary>
public sealed class PingLimits(TimeProvider clock)
{
    /// <summary>Callers that are counted in one minute; those beyond are let through.</summary>
    public const int CallersMax = 200_000;

    private readonly ConcurrentDictionary<EndpointId, Window> _endpoints = new();
    private readonly ConcurrentDictionary<PublisherId, Window> _publishers = new();
    private readonly ConcurrentDictionary<CampaignId, Window> _campaigns = new();
    private volatile CallerMinute _callers = new(0);

    /// <summary>Counts a ping, or says which limit it is over.</summary>
    public Reason? WhyNot(Ping ping, PingEndpoint endpoint, Publisher publisher, Campaign campaign)
    {
        var second = clock.GetUtcNow().ToUnixTimeSeconds();
        if (endpoint.PingsPerSecond is { } most && !WindowOf(_endpoints, endpoint.Id).TryTake(second, most))
            return Over(most, "second", "endpoint");
        if (publisher.PingsPerSecond is { } limit && !WindowOf(_publishers, publisher.Id).TryTake(second, limit))
            return Over(limit, "second", "publisher");
        if (campaign.PingsPerSecond is { } all && !WindowOf(_campaigns, campaign.Id).TryTake(second, all))
            return Over(all, "second", "campaign");
        return ping.Caller.IsSet ? MinuteOf(second).WhyNot(ping, endpoint) : null;
    }

    private static Window WindowOf<TKey>(ConcurrentDictionary<TKey, Window> windows, TKey key)
        where TKey : notnull => windows.TryGetValue(key, out var window) ? window : windows.GetOrAdd(key, _ => new Window());

    private static Reason Over(int limit, string window, string scope) => Reason.Of(
        "ping.rate_limited",
        ("limit", limit.ToString(CultureInfo.InvariantCulture)), ("window", $"a {window}"), ("scope", scope));

    private CallerMinute MinuteOf(long second)
    {
        var now = _callers;
        if (now.Minute == second / 60) return now;
        // Two that come at once may each begin the minute: the counts of one are lost, which lets a few more through.
        return _callers = new CallerMinute(second / 60);
    }

    private sealed class Window
    {
        private readonly Lock _gate = new();
        private long _second;
        private int _taken;

        public bool TryTake(long second, int most)
        {
            lock (_gate)
            {
                if (second != _second) (_second, _taken) = (second, 0);
                return ++_taken <= most;
            }
        }
    }

    private sealed class CallerMinute(long minute)
    {
        private readonly ConcurrentDictionary<(EndpointId Endpoint, PhoneNumber Caller), Asked> _asked = new();
        private readonly ConcurrentDictionary<(EndpointId Endpoint, string Block), int> _blocks = new();
        private int _callers;

        public long Minute { get; } = minute;

        public Reason? WhyNot(Ping ping, PingEndpoint endpoint)
        {
            var key = (endpoint.Id, ping.Caller);
            if (!_asked.TryGetValue(key, out var asked))
            {
                if (Interlocked.Increment(ref _callers) > CallersMax) return null;
                var mine = new Asked();
                asked = _asked.GetOrAdd(key, mine);
                if (asked == mine && IsBulk(ping.Caller, endpoint))
                    return TooMany("ping.bulk_check", endpoint.NeighboursPerMinute);
            }

            if (asked.Count() > endpoint.PingsPerCaller) return Over(endpoint.PingsPerCaller, "minute", "caller");
            return endpoint.VariantsPerCaller is { } most && asked.Variants(ping.Tags, most) > most
                ? TooMany("ping.tag_variants", most)
                : null;
        }

        // Numbers that differ in their last two digits only.
        private bool IsBulk(PhoneNumber caller, PingEndpoint endpoint) => endpoint.NeighboursPerMinute is { } most
            && _blocks.AddOrUpdate((endpoint.Id, caller.E164[..^2]), 1, static (_, count) => count + 1) > most;

        private static Reason TooMany(string code, int? most) =>
            Reason.Of(code, ("limit", (most ?? 0).ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>What was asked about one caller on one endpoint in a minute.</summary>
    private sealed class Asked
    {
        private readonly Lock _gate = new();
        private HashSet<int>? _variants;
        private int _count;

        public int Count() => Interlocked.Increment(ref _count);

        /// <param name="most">More of them than one beyond this are not remembered.</param>
        public int Variants(IReadOnlyDictionary<string, string> tags, int most)
        {
            // The order in which they were sent does not matter. Hashes may meet: a variant is then not counted.
            var hash = tags.Aggregate(0, static (all, tag) => all ^ HashCode.Combine(tag.Key, tag.Value));
            lock (_gate)
            {
                _variants ??= [];
                if (_variants.Contains(hash)) return 0;
                if (_variants.Count <= most) _variants.Add(hash);
                return _variants.Count;
            }
        }
    }
}
