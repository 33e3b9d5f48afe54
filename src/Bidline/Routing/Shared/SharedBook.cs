using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing.Shared;

/// <summary>
/// One shared cap in memory: the decider behind its keeper, without clock and store. What is taken counts at once; what
/// is given back counts once it is durable.
/// </summary>
internal sealed class SharedBook(SharedParty party)
{
    private readonly Dictionary<HoldId, SharedHold> _open = [];

    public CapUse Use { get; } = new();

    public IReadOnlyCollection<SharedHold> Open => _open.Values;

    public SharedHold? Find(HoldId id) => _open.GetValueOrDefault(id);

    /// <summary>Null when there is a slot. Lines first, then calls, then money.</summary>
    public Reason? Refusal(SharedClaim claim, DateTimeOffset now)
    {
        var caps = claim.Caps.At(now);
        return CapLimits.Busy(party.Whose, caps, Use.Live)
            ?? CapLimits.Calls(party.Whose, caps, UseOf)
            ?? CapLimits.Spend(party.Whose, caps, UseOf, claim.Amount);

        PeriodUse UseOf(CalendarPeriod period) => Use.Of(period, caps.TimeZone, claim.Amount.Currency, now);
    }

    /// <summary>Takes without asking: after <see cref="Refusal"/>, or for a slot that is in the store.</summary>
    public SharedHold Take(
        HoldId id, Money amount, CapCountsOn countsOn, DateTimeOffset reservedAt, DateTimeOffset expiresAt)
    {
        var hold = new SharedHold(id, amount, countsOn, Use.Take(amount, reservedAt), expiresAt);
        _open.Add(id, hold);
        return hold;
    }

    /// <summary>Why no more money can be held for a live call; null when it can. Its line and its slot it has already.</summary>
    public Reason? RenewalRefusal(SharedClaim claim, Money more, DateTimeOffset now) => CapLimits.Spend(
        party.Whose, claim.Caps, period => Use.Of(period, claim.Caps.TimeZone, more.Currency, now), more);

    public void Raise(SharedHold hold, Money more)
    {
        hold.Amount += more;
        Use.Raise(hold.Slot, more);
    }

    public void End(SharedHold hold, Money used, bool isQualified)
    {
        Use.End(hold.Slot, CapSlot.IsUsed(hold.CountsOn, hold.IsConnected, isQualified, used.IsPositive), used);
        _open.Remove(hold.Id);
    }

    /// <summary>The slot never came to be: nothing of it counts.</summary>
    public void Undo(SharedHold hold)
    {
        Use.End(hold.Slot, false, Money.Zero(hold.Amount.Currency));
        _open.Remove(hold.Id);
    }
}

/// <summary>A slot that has not ended, as its keeper has it in memory.</summary>
internal sealed class SharedHold(
    HoldId id, Money amount, CapCountsOn countsOn, CapSlot slot, DateTimeOffset expiresAt)
{
    public HoldId Id { get; } = id;

    public Money Amount { get; set; } = amount;

    public CapCountsOn CountsOn { get; } = countsOn;

    public CapSlot Slot { get; } = slot;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    public bool IsConnected { get; set; }

    /// <summary>Completes when the slot is durable; false when it turned out to have ended before.</summary>
    public Task<bool> Reserved { get; set; } = Task.FromResult(true);

    /// <summary>The end that is being written; null while the slot is simply open.</summary>
    public Task? Ending { get; set; }
}
