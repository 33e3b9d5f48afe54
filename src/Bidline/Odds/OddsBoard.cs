using Bidline.Calls;

namespace Bidline.Odds;

/// <summary>
/// Holds what past calls say, and learns from each one that ends. Reading takes no lock: an auction reads
/// <see cref="Current"/> once and keeps it. Safe on any thread.
/// </summary>
public sealed class OddsBoard
{
    private readonly Lock _gate = new();
    private MarketOdds _current = MarketOdds.Nothing;

    public MarketOdds Current => Volatile.Read(ref _current);

    /// <summary>What each target was sent and what that brought.</summary>
    public PastBoard Past { get; } = new();

    public void Learn(IEnumerable<PastDial> dials)
    {
        lock (_gate) Volatile.Write(ref _current, dials.Aggregate(_current, (odds, dial) => odds.With(dial)));
    }

    /// <summary>A call of this process has ended, and this is its log. One that never had a campaign teaches nothing.</summary>
    public void Learn(IReadOnlyList<CallLogEntry> log)
    {
        if (log is not [{ Event: CallEvent.Received { Campaign: { } campaign, Publisher: { } publisher } }, ..]) return;
        Learn(PastDial.Of(campaign, publisher, log));
        Past.Learn(campaign, log);
    }
}
