namespace Bidline.Adapters.Buyers;

/// <summary>
/// Ends requests that never end by themselves. All requests that stop within the same hundredth of a second share one
/// cancellation source, so the common case, an answer in time, pays for no timer of its own. No more than that at once:
/// a quarter of a second of silent bidders took so long to end that auctions closed 10 ms later (bench/auction, silent).
/// A source whose requests have all ended by their time is used again: what it keeps for each request outlives the
/// request by far, and the collector would carry it along (bench/pings). Safe on any thread.
/// </summary>
internal sealed class HardStops(TimeProvider clock)
{
    /// <summary>More than are under way at once: a request is stopped some seconds after it began, at most.</summary>
    private const int SpareMax = 512;

    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<long, Lot> _bySlot = [];
    private readonly Stack<Lot> _spare = [];

    /// <summary>
    /// A token that is cancelled after this long, or up to a hundredth of a second later. The caller disposes what it got
    /// when nothing uses the token any more.
    /// </summary>
    public Stop After(TimeSpan span)
    {
        var now = clock.GetUtcNow().Ticks;
        var slot = ((now + span.Ticks) / Grain.Ticks) + 1;
        lock (_gate)
        {
            if (!_bySlot.TryGetValue(slot, out var lot))
            {
                if (!_spare.TryPop(out lot)) lot = new Lot(this, clock);
                _bySlot.Add(slot, lot);
                lot.EndAt(slot, TimeSpan.FromTicks((slot * Grain.Ticks) - now));
            }

            lot.Going++;
            return new Stop(this, lot);
        }
    }

    private void Ended(Lot lot)
    {
        lock (_gate) lot.Going--;
    }

    private void End(Lot lot)
    {
        lock (_gate)
        {
            _bySlot.Remove(lot.Slot);
            if (lot.Going == 0 && _spare.Count < SpareMax && lot.Source.TryReset())
            {
                _spare.Push(lot);
                return;
            }
        }

        lot.Timer.Dispose();
        lot.Source.Cancel();
    }

    /// <summary>One request's share of a source.</summary>
    internal readonly struct Stop(HardStops stops, Lot lot) : IDisposable
    {
        public CancellationToken Token => lot.Source.Token;

        public void Dispose() => stops.Ended(lot);
    }

    internal sealed class Lot
    {
        public Lot(HardStops stops, TimeProvider clock)
        {
            // Not in the context of the request that happens to be its first.
            using var _ = ExecutionContext.SuppressFlow();
            Timer = clock.CreateTimer(
                _ => stops.End(this), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public CancellationTokenSource Source { get; } = new();

        public ITimer Timer { get; }

        public long Slot { get; private set; }

        /// <summary>Requests that have not ended.</summary>
        public int Going { get; set; }

        public void EndAt(long slot, TimeSpan left)
        {
            Slot = slot;
            Timer.Change(left, Timeout.InfiniteTimeSpan);
        }
    }
}
