using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Ingress;

/// <summary>
/// Keeps each publisher inside its caps in a campaign: live calls, and admitted calls of its day. In memory of the one
/// process that answers calls, and seeded from the calls of the day when it starts.
/// </summary>
public sealed class TrafficMeter(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(CampaignId, PublisherId), Count> _counts = [];

    /// <summary>Counts a call in, or says which cap is full: one decision, so that a race cannot pass a cap.</summary>
    public TrafficEntry Enter(Campaign campaign, PublisherTerms terms)
    {
        lock (_lock)
        {
            var count = CountOf(campaign.Id, terms);
            if (Exceeded(terms.Caps, count) is { } reason) return new TrafficEntry(reason, null);
            count.Live++;
            count.Today++;
            return new TrafficEntry(null, () => Leave(count));
        }
    }

    /// <summary>At start: calls of today that an earlier process admitted.</summary>
    public void Seed(CampaignId campaign, PublisherTerms terms, int today)
    {
        lock (_lock) CountOf(campaign, terms).Today += today;
    }

    private void Leave(Count count)
    {
        lock (_lock) count.Live--;
    }

    private static Reason? Exceeded(Caps caps, Count count)
    {
        if (caps.Concurrent is { } lines && count.Live >= lines) return Full("concurrent", count.Live, lines);
        if (caps.CallsPerDay is { } calls && count.Today >= calls) return Full("day", count.Today, calls);
        return null;
    }

    private static Reason Full(string window, int used, int limit) =>
        Reason.Of("call.publisher_cap", ("window", window), ("used", $"{used}"), ("limit", $"{limit}"));

    private Count CountOf(CampaignId campaign, PublisherTerms terms)
    {
        var key = (campaign, terms.Publisher);
        if (!_counts.TryGetValue(key, out var count)) _counts[key] = count = new Count();
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), terms.Caps.TimeZone).Date);
        if (count.Day != day) (count.Day, count.Today) = (day, 0);
        return count;
    }

    private sealed class Count
    {
        public DateOnly Day { get; set; }

        public int Live { get; set; }

        public int Today { get; set; }
    }
}

/// <summary>A publisher's call inside its caps; disposing takes it out of the live ones, once.</summary>
/// <param name="refused">The full cap; null when the call was counted in.</param>
public sealed class TrafficEntry(Reason? refused, Action? leave) : IDisposable
{
    private Action? _leave = leave;

    public Reason? Refused { get; } = refused;

    public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
}
