using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing.Traffic;

/// <summary>A call inside the caps of its campaign and publisher; disposing takes it out of the live ones, once.</summary>
/// <param name="refused">The full cap; null when the call was counted in.</param>
public sealed class TrafficEntry(Reason? refused, Action<TrafficOutcome>? leave) : IDisposable
{
    private Action<TrafficOutcome>? _leave = leave;

    public Reason? Refused { get; } = refused;

    /// <summary>What became of the call; until it is set, a call that nobody answered.</summary>
    public TrafficOutcome Outcome { get; set; } = TrafficOutcome.NotConnected;

    public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke(Outcome);
}

/// <summary>What of a call decides whether it used up its place in a cap, and how much money it used.</summary>
public sealed record TrafficOutcome(bool Connected, bool Qualified, Money Revenue, Money Payout)
{
    public static TrafficOutcome NotConnected { get; } = new(false, false, default, default);

    public bool IsUsed(CapCountsOn countOn) => CapSlot.IsUsed(countOn, Connected, Qualified, Revenue.IsPositive);
}
