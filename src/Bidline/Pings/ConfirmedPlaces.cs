using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing.Traffic;

namespace Bidline.Pings;

/// <summary>
/// Places in the caps of campaign and publisher that confirmed offers hold, where an endpoint counts from the confirmation
/// on: its call then finds its place kept, and a full cap is told the publisher before it transfers. A place whose call
/// does not come is given back with its offer's end, as a call that nobody answered. In memory of this process: after a
/// restart a confirmed offer is counted when its call comes. Safe on any thread.
/// </summary>
public sealed class ConfirmedPlaces(TrafficMeter traffic, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ReservationId, TrafficEntry> _places = [];
    private readonly PriorityQueue<ReservationId, long> _ends = new();

    /// <summary>Why the offer cannot be confirmed: which cap is full. Null when it holds, and has its place.</summary>
    public Reason? Confirm(Reservation made, CampaignBook book)
    {
        if (book.Endpoints.GetValueOrDefault(made.Endpoint) is not { CountsFrom: CountsFrom.Confirm }
            || made.IsTest) return null;
        if (!book.Campaigns.TryGetValue(made.Campaign, out var campaign)
            || !campaign.Publishers.TryGetValue(made.Publisher, out var terms)) return null;
        Expire();
        lock (_gate)
        {
            if (_places.ContainsKey(made.Id)) return null;
            var entry = traffic.Enter(campaign, book.Publishers[made.Publisher], terms);
            if (entry.Refused is { } full) return full;
            _places[made.Id] = entry;
            _ends.Enqueue(made.Id, made.Until.UtcTicks);
            return null;
        }
    }

    /// <summary>The place that the offer's call takes over; null where it has none.</summary>
    public TrafficEntry? Take(Reservation promised)
    {
        lock (_gate) return _places.Remove(promised.Id, out var entry) ? entry : null;
    }

    /// <summary>The offer was given back, and its place with it.</summary>
    public void Free(Reservation made) => Take(made)?.Dispose();

    /// <summary>Gives back the places of offers whose time is over.</summary>
    public void Expire()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow().UtcTicks;
            while (_ends.TryPeek(out var offer, out var ends) && ends <= now)
            {
                _ends.Dequeue();
                if (_places.Remove(offer, out var entry)) entry.Dispose();
            }
        }
    }
}
