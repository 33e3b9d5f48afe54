using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Tracking;

/// <summary>
/// One pool in memory: the decider behind its keeper, without clock and store. Of the free numbers the one that has been
/// free for longest is lent, so that who dials it late is most probably who had it last.
/// </summary>
internal sealed class PoolBook
{
    private readonly Dictionary<PhoneNumber, PooledNumber> _numbers = [];
    private readonly Dictionary<VisitorId, PooledNumber> _had = [];
    private readonly Dictionary<VisitId, PooledNumber> _visits = [];

    // None is free before this moment, unless one is given back.
    private DateTimeOffset _fullUntil = DateTimeOffset.MinValue;

    public IReadOnlyCollection<PooledNumber> Numbers => _numbers.Values;

    public int Held(DateTimeOffset now) => _numbers.Values.Count(number => number.IsHeld(now));

    public PooledNumber? Find(PhoneNumber number) => _numbers.GetValueOrDefault(number);

    public PooledNumber? Find(VisitId visit) => _visits.GetValueOrDefault(visit);

    /// <summary>What the visitor has now; null when it has none, or has it no longer.</summary>
    public PooledNumber? HeldBy(VisitorId visitor, DateTimeOffset now) =>
        _had.TryGetValue(visitor, out var number) && number.IsHeld(now) ? number : null;

    /// <summary>What this visitor had last, free or not; null when somebody else has had it since.</summary>
    public Visit? LastOf(VisitorId visitor) => _had.GetValueOrDefault(visitor)?.Visit;

    /// <summary>Another number of the pool, with what the store knows of it.</summary>
    public void Add(PooledNumber number)
    {
        _numbers[number.Number] = number;
        _fullUntil = DateTimeOffset.MinValue;
        if (number.Visit is { } visit) (_had[visit.Visitor], _visits[visit.Id]) = (number, number);
    }

    /// <summary>The pool has these and no others.</summary>
    public void Keep(IReadOnlySet<PhoneNumber> numbers)
    {
        foreach (var gone in _numbers.Values.Where(number => !numbers.Contains(number.Number)).ToArray())
        {
            Forget(gone);
            _numbers.Remove(gone.Number);
        }
    }

    /// <summary>
    /// A free number for this visitor: the one it had before, or one of its area where the pool is sorted by that, or the
    /// one that has been free for longest. Null when there is none, or the address has as many as one may have.
    /// </summary>
    public PooledNumber? Choose(NumberPool pool, VisitorId visitor, string? area, string? address, DateTimeOffset now)
    {
        if (now < _fullUntil) return null;
        var ofAddress = 0;
        PooledNumber? best = null;
        var bestIsNear = false;
        var next = DateTimeOffset.MaxValue;
        foreach (var number in _numbers.Values)
        {
            if (number.IsHeld(now))
            {
                if (address is not null && number.Address == address) ofAddress++;
                if (number.Until < next) next = number.Until;
                continue;
            }

            var isNear = pool.SortsByArea && area is not null && number.Number.AreaCode == area;
            if (best is null || (isNear && !bestIsNear) || (isNear == bestIsNear && number.Until < best.Until))
                (best, bestIsNear) = (number, isNear);
        }

        if (best is null) _fullUntil = next;
        if (ofAddress >= pool.NumbersPerAddress) return null;
        return _had.TryGetValue(visitor, out var own) && !own.IsHeld(now) ? own : best;
    }

    /// <summary>The next that would be lent.</summary>
    public IEnumerable<PooledNumber> Oldest(int count, DateTimeOffset now) =>
        _numbers.Values.Where(number => !number.IsHeld(now)).OrderBy(number => number.Until).Take(count);

    /// <summary>Whether nothing is free, whoever asks.</summary>
    public bool IsFull(DateTimeOffset now) => now < _fullUntil;

    /// <summary>Lends without asking: after <see cref="Choose"/>, or to who holds it already.</summary>
    public void Lend(PooledNumber number, Visit visit, string? address, DateTimeOffset now, DateTimeOffset until)
    {
        Forget(number);
        (number.Visit, number.Since, number.Until) = (visit, now, until);
        (number.SeenAt, number.ActiveAt, number.Address, number.ReadyUntil) = (now, now, address, default);
        _had[visit.Visitor] = number;
        _visits[visit.Id] = number;
    }

    /// <summary>The store says that somebody has it, and not whom: nobody else gets it meanwhile.</summary>
    public void Doubt(PooledNumber number, DateTimeOffset until)
    {
        Forget(number);
        (number.Visit, number.Until, number.Address, number.ReadyUntil) = (null, until, null, default);
    }

    /// <summary>Given back: anybody may have it from now on.</summary>
    public void Free(PooledNumber number, DateTimeOffset now)
    {
        if (number.Until > now) number.Until = now;
        _fullUntil = DateTimeOffset.MinValue;
    }

    private void Forget(PooledNumber number)
    {
        if (number.Visit is not { } visit) return;
        _visits.Remove(visit.Id);
        if (_had.GetValueOrDefault(visit.Visitor) == number) _had.Remove(visit.Visitor);
    }
}
