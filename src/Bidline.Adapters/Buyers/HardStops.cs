namespace Bidline.Adapters.Buyers;

/// <summary>
/// Ends requests that never end by themselves. All requests that stop within the same hundredth of a second share one
/// cancellation source, so the common case, an answer in time, pays for no timer of its own. No more than that at once:
/// a quarter of a second of silent bidders took so long to end that auctions closed 10 ms later (bench/auction, silent).
/// Safe on any thread.
/// </summary>
internal sealed class HardStops(TimeProvider clock)
{
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<long, CancellationTokenSource> _bySlot = [];

    /// <summary>A token that is cancelled after this long, or up to a hundredth of a second later.</summary>
    public CancellationToken After(TimeSpan span)
    {
        var now = clock.GetUtcNow().Ticks;
        var slot = ((now + span.Ticks) / Grain.Ticks) + 1;
        lock (_gate)
        {
            if (_bySlot.TryGetValue(slot, out var known)) return known.Token;
            var source = new CancellationTokenSource(TimeSpan.FromTicks((slot * Grain.Ticks) - now), clock);
            source.Token.UnsafeRegister(_ => Forget(slot), null);
            _bySlot.Add(slot, source);
            return source.Token;
        }
    }

    private void Forget(long slot)
    {
        lock (_gate) _bySlot.Remove(slot);
    }
}
