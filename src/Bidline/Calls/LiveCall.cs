using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Ingress;
using Bidline.Primitives;

namespace Bidline.Calls;

/// <summary>
/// A call on its way through the flow: what reached us, the book it began with, its log and the caller's leg. Changed by
/// its own flow only; others may read <see cref="Phase"/>.
/// </summary>
public sealed class LiveCall(
    InboundCall inbound, CampaignBook book, CallJournal journal, ICallControl caller, TimeProvider clock)
{
    private readonly long _startedAt = clock.GetTimestamp();
    private volatile CallPhase _phase = CallPhase.Screening;

    public CallId Id => Inbound.Id;

    public InboundCall Inbound { get; } = inbound;

    public CampaignBook Book { get; } = book;

    public CallJournal Journal { get; } = journal;

    public ICallControl Caller { get; } = caller;

    public CallPhase Phase => _phase;

    /// <summary>Since the call reached us.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(_startedAt);

    /// <summary>Dials tried so far, over all tiers.</summary>
    public int Attempts { get; set; }

    /// <summary>What the plan said last about what follows.</summary>
    public NextStep Step { get; set; }

    /// <summary>Whose clock the caller lives by; null when it is not known for certain.</summary>
    public TimeZoneInfo? CallersClock { get; set; }

    /// <summary>What is known of the caller since something was appended; null while nothing was.</summary>
    public CallerProfile? Profile { get; set; }

    /// <summary>The number of the last append that was taken into account.</summary>
    public long AppendsSeen { get; set; }

    public void Enter(CallPhase phase) => _phase = phase;
}

/// <summary>Where a call is while it lives (trace.md 3.2).</summary>
public enum CallPhase
{
    Screening,
    Auction,
    Dialing,
    Connected,
    WrapUp,
    Ended,
}
