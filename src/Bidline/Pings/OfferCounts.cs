using System.Collections.Concurrent;
using System.Globalization;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Pings;

/// <summary>
/// What each publisher does with its offers: how many it holds open, and how many of the latest became calls. In memory of
/// this process, begun anew from the store. Safe on any thread.
/// </summary>
public sealed class OfferCounts(TimeProvider clock)
{
    private readonly ConcurrentDictionary<PublisherId, Held> _publishers = new();

    /// <summary>Why a publisher is promised nothing more now; null when it may be. What it was promised stands.</summary>
    /// <param name="ping">Decides which pings are let through where a share of them is: always the same for one ping.</param>
    public Reason? WhyNot(Publisher publisher, PingId ping)
    {
        var (open, claimed, ended) = Of(publisher.Id);
        if (open >= publisher.OpenOffers) return Full(publisher);
        if (publisher.Claims is not { } claims || ended < claims.AfterOffers) return null;
        var share = 100m * claimed / ended;
        return share < claims.LeastPercent && Percentile(ping) < claims.BlockPercent
            ? Reason.Of(
                "ping.claim_rate", ("share", share.ToString("0.#", CultureInfo.InvariantCulture)),
                ("least", claims.LeastPercent.ToString(CultureInfo.InvariantCulture)), ("offers", Number(ended)))
            : null;
    }

    /// <summary>The publisher holds as many open as it may.</summary>
    public static Reason Full(Publisher publisher) =>
        Reason.Of("ping.open_offers", ("limit", Number(publisher.OpenOffers ?? 0)));

    /// <summary>Counts a promise that is about to be made. False when the publisher's limit was reached meanwhile.</summary>
    public bool TryOpen(Publisher publisher, ReservationId offer, DateTimeOffset until) =>
        HeldBy(publisher.Id).TryOpen(offer, until, publisher.OpenOffers, clock.GetUtcNow());

    /// <summary>At the start: one that an earlier process made, whatever the limit is now.</summary>
    public void Reopen(Reservation made) => HeldBy(made.Publisher).TryOpen(made.Id, made.Until, null, clock.GetUtcNow());

    /// <summary>An offer is over: its call came for it, or it was given back, or it was never made.</summary>
    public void Close(PublisherId publisher, ReservationId offer, OfferEnd end) => HeldBy(publisher).Close(offer, end);

    /// <summary>Offers that are open now, and of the latest ended ones how many became calls.</summary>
    public (int Open, int Claimed, int Ended) Of(PublisherId publisher) =>
        _publishers.TryGetValue(publisher, out var held) ? held.Read(clock.GetUtcNow()) : default;

    /// <summary>At the start: what an earlier process saw end.</summary>
    public void Learn(PublisherId publisher, int claimed, int unclaimed) => HeldBy(publisher).Learn(claimed, unclaimed);

    private Held HeldBy(PublisherId publisher) => _publishers.GetOrAdd(publisher, _ => new Held());

    private static uint Percentile(PingId ping) => (uint)ping.Value.GetHashCode() % 100;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Held
    {
        private readonly Lock _gate = new();
        private readonly HashSet<ReservationId> _open = [];
        private readonly PriorityQueue<ReservationId, long> _ends = new();
        private int _claimed;
        private int _unclaimed;

        public bool TryOpen(ReservationId offer, DateTimeOffset until, int? most, DateTimeOffset now)
        {
            lock (_gate)
            {
                Expire(now);
                if (_open.Count >= most) return false;
                if (_open.Add(offer)) _ends.Enqueue(offer, until.UtcTicks);
                return true;
            }
        }

        public void Close(ReservationId offer, OfferEnd end)
        {
            lock (_gate)
            {
                _open.Remove(offer);
                if (end == OfferEnd.Claimed) Count(ref _claimed);
                else if (end == OfferEnd.Unclaimed) Count(ref _unclaimed);
            }
        }

        public void Learn(int claimed, int unclaimed)
        {
            lock (_gate)
            {
                var all = claimed + unclaimed;
                var kept = all > ClaimTerms.LatestMax ? (double)ClaimTerms.LatestMax / all : 1;
                (_claimed, _unclaimed) = ((int)(claimed * kept), (int)(unclaimed * kept));
            }
        }

        public (int Open, int Claimed, int Ended) Read(DateTimeOffset now)
        {
            lock (_gate)
            {
                Expire(now);
                return (_open.Count, _claimed, _claimed + _unclaimed);
            }
        }

        private void Expire(DateTimeOffset now)
        {
            while (_ends.TryPeek(out var offer, out var ticks) && ticks <= now.UtcTicks)
            {
                _ends.Dequeue();
                if (_open.Remove(offer)) Count(ref _unclaimed);
            }
        }

        private void Count(ref int kind)
        {
            kind++;
            if (_claimed + _unclaimed <= ClaimTerms.LatestMax) return;
            _claimed = (_claimed + 1) / 2;
            _unclaimed = (_unclaimed + 1) / 2;
        }
    }
}

/// <summary>How an offer ended, as far as its publisher's share goes.</summary>
public enum OfferEnd
{
    /// <summary>Its call came in time.</summary>
    Claimed,

    /// <summary>A call came that was not the promised one.</summary>
    Unclaimed,

    /// <summary>Given back before its time, or never made.</summary>
    GivenBack,
}
