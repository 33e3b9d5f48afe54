using System.Collections.Concurrent;
using System.Net;
using Bidline.Simulator.Telephony;

namespace Bidline.Simulator.Phones;

/// <summary>All buyers' phones behind one address; the user part of the SIP address is the line.</summary>
internal sealed class PhoneBank : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Task, byte> _conversations = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _clock;
    private readonly Lines _lines;
    private readonly SipWire _wire;
    private long _rang;
    private long _answered;
    private long _heard;
    private long _lost;

    public PhoneBank(Lines lines, SoundClock sound, TimeProvider clock)
    {
        (_lines, _clock) = (lines, clock);
        _wire = new SipWire(new IPEndPoint(IPAddress.Loopback, 0), sound, Invited, clock);
    }

    public IPEndPoint Address => _wire.Local;

    /// <summary>Where the numbers of the exchange ring; null before it is known.</summary>
    public IPEndPoint? Exchange { get; set; }

    /// <summary>Calls that reached a phone, calls that were answered, RTP packets heard and missed.</summary>
    public (long Rang, long Answered, long Heard, long Lost) Counts =>
        (Volatile.Read(ref _rang), Volatile.Read(ref _answered), Volatile.Read(ref _heard), Volatile.Read(ref _lost));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_conversations.Keys);
        await _wire.DisposeAsync();
        _stop.Dispose();
    }

    private void Invited(IncomingCall call)
    {
        Interlocked.Increment(ref _rang);
        var conversation = TakeAsync(call);
        _conversations.TryAdd(conversation, 0);
        _ = conversation.ContinueWith(done => _conversations.TryRemove(done, out _), TaskScheduler.Default);
    }

    private async Task TakeAsync(IncomingCall call)
    {
        // A number that calls itself is the exchange looking whether it is reached: the network brings it back.
        if (Exchange is { } exchange && call.Line == call.CallerNumber && call.Line.StartsWith('+'))
        {
            var end = await new OutgoingCall(_wire, exchange, call.CallerNumber, call.Line, []).Ended;
            call.Refuse(end.Status, "Ended over there");
            return;
        }

        switch (_lines.PartOf(call.Line, call.CallerNumber))
        {
            case LinePart.Refuses refuses:
                call.Refuse(refuses.Status, refuses.Phrase);
                break;
            case LinePart.NeverAnswers:
                call.Ring();
                await UntilAsync(call, TimeSpan.FromMinutes(3));
                call.Refuse(480, "Nobody here");
                break;
            case LinePart.Answers answers:
                await TalkAsync(call, answers);
                break;
        }
    }

    private async Task TalkAsync(IncomingCall call, LinePart.Answers answers)
    {
        call.Ring();
        await UntilAsync(call, answers.RingFor);
        if (_stop.IsCancellationRequested || !call.Answer()) return;
        Interlocked.Increment(ref _answered);
        await UntilAsync(call, answers.HangsUpAfter ?? TimeSpan.FromHours(4));
        call.HangUp();
        var sound = (await call.Ended).Sound;
        Interlocked.Add(ref _heard, sound.Received);
        Interlocked.Add(ref _lost, sound.Lost);
    }

    /// <summary>Waits for the call's end, the time, or the bank's closing, whichever comes first.</summary>
    private async Task UntilAsync(IncomingCall call, TimeSpan atMost)
    {
        try
        {
            await call.Ended.WaitAsync(atMost, _clock, _stop.Token);
        }
        catch (Exception waited) when (waited is TimeoutException or OperationCanceledException)
        {
            // The phone's own part comes next.
        }
    }
}
