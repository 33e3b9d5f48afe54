using System.Collections.Concurrent;
using System.Globalization;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Pings;

/// <summary>
/// Which publisher holds an offer for a caller, where a campaign lets the first one have it. In memory of this process,
/// begun anew from the store. Safe on any thread.
/// </summary>
public sealed class HeldCallers(TimeProvider clock)
{
    private const int SweepAt = 4_096;

    private readonly ConcurrentDictionary<(CampaignId Campaign, PhoneNumber Caller), Holder> _held = new();
    private int _sweepAt = SweepAt;

    /// <summary>Why the caller is nobody's to be promised but another's; null where it is free, or the publisher's own.</summary>
    public Reason? WhyNot(Campaign campaign, PublisherId publisher, PhoneNumber caller) =>
        campaign.CallerOffers == CallerOffers.First && caller.IsSet
        && _held.TryGetValue((campaign.Id, caller), out var held) && IsAnothers(held, publisher)
            ? Reason.Of(
                "ping.caller_offered", ("publisher", held.Publisher.Value),
                ("until", held.Until.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)))
            : null;

    /// <summary>Of two that come at once, one has it. True where the campaign does not ask.</summary>
    public bool TryHold(Campaign campaign, Reservation made)
    {
        if (campaign.CallerOffers != CallerOffers.First || !made.Caller.IsSet) return true;
        Sweep();
        var holder = Holder.Of(made);
        return _held.AddOrUpdate(
            (made.Campaign, made.Caller), holder,
            (_, held) => IsAnothers(held, made.Publisher) ? held : holder) == holder;
    }

    /// <summary>At the start: one that an earlier process made.</summary>
    public void HoldAgain(Reservation made)
    {
        if (made.Caller.IsSet) _held.TryAdd((made.Campaign, made.Caller), Holder.Of(made));
    }

    /// <summary>Given back, or never made: the caller is free again.</summary>
    public void Free(Reservation made)
    {
        if (made.Caller.IsSet) _held.TryRemove(new((made.Campaign, made.Caller), Holder.Of(made)));
    }

    private bool IsAnothers(Holder held, PublisherId publisher) =>
        held.Publisher != publisher && held.Until > clock.GetUtcNow();

    private void Sweep()
    {
        if (_held.Count < _sweepAt) return;
        var now = clock.GetUtcNow();
        foreach (var pair in _held)
            if (pair.Value.Until <= now) _held.TryRemove(pair);
        _sweepAt = Math.Max(SweepAt, 2 * _held.Count);
    }

    // No more than is asked for: there is one for every open offer, and what each keeps alive the collector has to move.
    private readonly record struct Holder(ReservationId Offer, PublisherId Publisher, DateTimeOffset Until)
    {
        public static Holder Of(Reservation made) => new(made.Id, made.Publisher, made.Until);
    }
}
