using Bidline.Connecting;
using Bidline.Primitives;

namespace Bidline.Simulator.Carriers;

/// <summary>
/// A caller's leg without a network: the same commands as the SIP edge takes, and outcomes from a script, on an injected
/// clock. With a fake clock an hour's conversation takes no time, and every run is the same.
/// </summary>
public sealed class SimulatedCarrier : ICallControl, IDisposable
{
    private const int PacketsPerSecond = 50;

    private readonly CancellationTokenSource _callerGone = new();
    private readonly List<DialOrder> _dialled = [];
    private readonly List<Announcement> _announced = [];
    private readonly CarrierScript _script;
    private readonly TimeProvider _clock;
    private readonly ITimer? _leaving;
    private readonly Lock _gate = new();
    private readonly List<string> _cancelled = [];
    private CancellationTokenSource _race = new();
    private bool _isTalking;

    public SimulatedCarrier(CarrierScript script, TimeProvider clock)
    {
        (_script, _clock) = (script, clock);
        if (script.CallerLeavesAfter is { } after)
            _leaving = clock.CreateTimer(_ => CallerLeaves(), null, after, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken CallerGone => _callerGone.Token;

    /// <summary>The final status when the call was refused; null when it was not.</summary>
    public int? RefusedWith { get; private set; }

    public TimeSpan? RetryAfter { get; private set; }

    public bool IsHungUp { get; private set; }

    /// <summary>Every dial in order, so that a test can see who was tried.</summary>
    public IReadOnlyList<DialOrder> Dialled => _dialled;

    /// <summary>Destinations that rang beside another that was faster.</summary>
    public IReadOnlyList<string> Cancelled => _cancelled;

    public IReadOnlyList<Announcement> Announced => _announced;

    public void Refuse(int sipStatus, string phrase, TimeSpan? retryAfter = null) =>
        (RefusedWith, RetryAfter) = (sipStatus, retryAfter);

    public async Task<DialOutcome> DialAsync(DialOrder order, Action ringing, CancellationToken cancel)
    {
        var start = _clock.GetTimestamp();
        var farSide = _script.FarSides.GetValueOrDefault(order.Destination, new FarSide.Silent());
        CancellationToken race;
        lock (_gate)
        {
            if (_isTalking) return Outrun(order, start);
            _dialled.Add(order);
            race = _race.Token;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel, CallerGone, race);
        try
        {
            return await RingAsync(farSide, order, ringing, start, ending.Token);
        }
        catch (OperationCanceledException) when (race.IsCancellationRequested && !CallerGone.IsCancellationRequested)
        {
            return Outrun(order, start);
        }
        catch (OperationCanceledException)
        {
            return new DialOutcome.CallerGone(_clock.GetElapsedTime(start));
        }
    }

    public async Task AnnounceAsync(Announcement announcement, CancellationToken cancel)
    {
        _announced.Add(announcement);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel, CallerGone);
        try
        {
            await Task.Delay(_script.AnnouncementLength, _clock, ending.Token);
        }
        catch (OperationCanceledException) when (CallerGone.IsCancellationRequested)
        {
            // The caller did not stay to the end.
        }
    }

    public void HangUp() => IsHungUp = true;

    public void Dispose()
    {
        _leaving?.Dispose();
        _race.Dispose();
        _callerGone.Dispose();
    }

    private async Task<DialOutcome> RingAsync(
        FarSide farSide, DialOrder order, Action ringing, long start, CancellationToken ending)
    {
        ending.ThrowIfCancellationRequested();
        switch (farSide)
        {
            case FarSide.Refuses refuses:
                await Task.Delay(refuses.After, _clock, ending);
                return Failed(ReasonOf(refuses.SipStatus), refuses.SipStatus, start);
            case FarSide.Answers answers when answers.RingFor < order.RingTime:
                ringing();
                await Task.Delay(answers.RingFor, _clock, ending);
                if (!TryBridge()) return Outrun(order, start);
                var talk = TalkAsync(order, answers);
                return new DialOutcome.Answered(new Conversation(talk), _clock.GetElapsedTime(start));
            case FarSide.Silent:
                await Task.Delay(order.RingTime, _clock, ending);
                return Failed("dial.carrier", null, start);
            default:
                ringing();
                await Task.Delay(order.RingTime, _clock, ending);
                return Failed("dial.no_answer", null, start);
        }
    }

    /// <summary>The first answer gets the caller; all others that ring are cancelled.</summary>
    private bool TryBridge()
    {
        CancellationTokenSource race;
        lock (_gate)
        {
            if (_isTalking) return false;
            _isTalking = true;
            (race, _race) = (_race, new CancellationTokenSource());
        }

        race.Cancel();
        return true;
    }

    private DialOutcome.Failed Outrun(DialOrder order, long start)
    {
        lock (_gate) _cancelled.Add(order.Destination);
        return Failed("dial.answered_elsewhere", null, start);
    }

    /// <summary>Whoever would hang up first does; the limit stands above both.</summary>
    private async Task<ConversationEnd> TalkAsync(DialOrder order, FarSide.Answers farSide)
    {
        var start = _clock.GetTimestamp();
        var (by, length) = (EndedBy.TalkTimeMax, order.TalkTimeMax);
        if (farSide.HangsUpAfter < length) (by, length) = (EndedBy.Target, farSide.HangsUpAfter.Value);
        if (_script.CallerTalksFor < length) (by, length) = (EndedBy.Caller, _script.CallerTalksFor.Value);
        try
        {
            await Task.Delay(length, _clock, CallerGone);
        }
        catch (OperationCanceledException)
        {
            by = EndedBy.Caller;
        }

        if (by == EndedBy.Caller) CallerLeaves();
        var talked = _clock.GetElapsedTime(start);
        var packets = (long)(talked.TotalSeconds * PacketsPerSecond);
        var stays = by == EndedBy.Target && length < order.KeepsCallerWithin;
        if (stays) lock (_gate) _isTalking = false;
        return new ConversationEnd(by, talked, new MediaCounts(packets, packets, 0)) { CallerStays = stays };
    }

    private void CallerLeaves()
    {
        try
        {
            _callerGone.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The test has ended before the caller would have left.
        }
    }

    private DialOutcome.Failed Failed(string reason, int? status, long start) =>
        new(Reason.Of(reason), status, _clock.GetElapsedTime(start));

    private static string ReasonOf(int sipStatus) => sipStatus switch
    {
        486 or 600 => "dial.busy",
        603 => "dial.declined",
        408 or 404 or 480 or 484 => "dial.unavailable",
        _ => "dial.carrier",
    };
}
