using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing.Sieve;

/// <summary>
/// Who has calls of each period, money and a line left, as the keepers last told: a bit a target, turned when its keeper
/// tells something new. A set bit promises nothing (price and hour of the week are not looked at); a cleared one is certain.
/// </summary>
internal sealed class LiveBits
{
    private static readonly (Lack Lack, string Reason)[] Kinds =
    [
        (Lack.Calls, "not_asked.cap_calls"),
        (Lack.Spend, "not_asked.cap_spend"),
        (Lack.Lines, "not_asked.concurrency"),
        (Lack.Funds, "not_asked.balance"),
    ];

    private readonly StandingBoard _board;
    private readonly IReadOnlyList<Candidacy> _places;
    private readonly Dictionary<TargetId, int> _placeOf;
    private readonly Dictionary<BuyerId, (int[] Places, Lack Lack)> _buyers;
    private readonly ulong[][] _able;
    private long _renewAt = long.MaxValue;

    public LiveBits(StandingBoard board, IReadOnlyList<Candidacy> places)
    {
        (_board, _places) = (board, places);
        _able = Array.ConvertAll(Kinds, _ => Bits.All(places.Count));
        _placeOf = places.Index().ToDictionary(pair => pair.Item.Target.Id, pair => pair.Index);
        _buyers = places.Index().GroupBy(pair => pair.Item.Buyer.Id)
            .ToDictionary(group => group.Key, group => (group.Select(pair => pair.Index).ToArray(), Lack.Nothing));
        board.Watch(this);
    }

    /// <summary>Takes no lock; each word is whole.</summary>
    public void Narrow(Narrowing left)
    {
        _board.RenewAfter(Volatile.Read(ref _renewAt), this);
        for (var kind = 0; kind < Kinds.Length; kind++) left.Keep(_able[kind], Kinds[kind].Reason);
    }

    /// <summary>Called under the board's lock, as the two below.</summary>
    public void TellAll(DateTimeOffset now)
    {
        Volatile.Write(ref _renewAt, long.MaxValue);
        foreach (var (buyer, (places, _)) in _buyers.ToArray()) Turn(buyer, places, now);
    }

    public void Tell(BuyerId buyer, DateTimeOffset now)
    {
        if (_buyers.TryGetValue(buyer, out var known) && LackOf(_places[known.Places[0]].Buyer, now) != known.Lack)
            Turn(buyer, known.Places, now);
    }

    public void Tell(TargetId target, DateTimeOffset now)
    {
        if (_placeOf.TryGetValue(target, out var place)) Turn(place, _buyers[_places[place].Buyer.Id].Lack, now);
    }

    private void Turn(BuyerId buyer, int[] places, DateTimeOffset now)
    {
        var lack = LackOf(_places[places[0]].Buyer, now);
        _buyers[buyer] = (places, lack);
        foreach (var place in places) Turn(place, lack, now);
    }

    private void Turn(int place, Lack ofBuyer, DateTimeOffset now)
    {
        // Until the buyer's keeper has spoken nothing is known against its targets either (StandingBoard.Of).
        var target = _places[place].Target;
        var lack = ofBuyer == Lack.Unknown ? Lack.Nothing : ofBuyer | LackOf(_board.UseOf(target.Id), target.Caps, now);
        for (var kind = 0; kind < Kinds.Length; kind++)
        {
            ref var word = ref _able[kind][place >> 6];
            var bit = 1UL << (place & 63);
            Volatile.Write(ref word, (lack & Kinds[kind].Lack) == 0 ? word | bit : word & ~bit);
        }
    }

    private Lack LackOf(Buyer buyer, DateTimeOffset now) => _board.UseOf(buyer.Id) switch
    {
        null => Lack.Unknown,
        { Free.IsPositive: false } known => Lack.Funds | LackOf(known.Use, buyer.Caps, now),
        var known => LackOf(known.Use, buyer.Caps, now),
    };

    /// <param name="use">Null when nothing of it was used yet.</param>
    private Lack LackOf(CapStanding? use, Caps caps, DateTimeOffset now)
    {
        var lack = (use?.Live ?? 0) >= caps.Concurrent ? Lack.Lines : Lack.Nothing;
        foreach (var limit in caps.Limits)
        {
            var known = use?.Of(limit.Period);
            var lacking = LackOf(known?.At(now), limit);
            lack |= lacking;
            if (lacking != Lack.Nothing && known is not null && known.Until.UtcTicks < _renewAt)
                Volatile.Write(ref _renewAt, known.Until.UtcTicks);
        }

        return lack;
    }

    private static Lack LackOf(PeriodUse? use, CapLimit limit)
    {
        var lack = (use?.Calls ?? 0) >= limit.Calls ? Lack.Calls : Lack.Nothing;
        return limit.Spend is { } most && IsSpent(use?.Spent, most) ? lack | Lack.Spend : lack;
    }

    private static bool IsSpent(Money? spent, Money limit) => spent is { } used
        ? used.Currency == limit.Currency && used >= limit
        : !limit.IsPositive;

    [Flags]
    private enum Lack
    {
        Nothing = 0,
        Calls = 1,
        Spend = 2,
        Lines = 4,
        Funds = 8,
        Unknown = 16,
    }
}
