using System.Net;
using Bidline.Simulator.Telephony;

namespace Bidline.Simulator.Callers;

/// <summary>Everybody who calls, behind one carrier's address.</summary>
internal sealed class CallerBank(SoundClock sound, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(90);

    private readonly SipWire _wire = new(
        new IPEndPoint(IPAddress.Loopback, 0), sound, call => call.Refuse(480, "Callers only call"), clock);

    public IPEndPoint Address => _wire.Local;

    /// <summary>Places the call and plays the caller's part to the end.</summary>
    public async Task<CallerReport> CallAsync(CallPlan plan, IPEndPoint server, CancellationToken cancel)
    {
        var call = new OutgoingCall(_wire, server, plan.Caller, plan.Dialled, plan.Headers);
        try
        {
            await PlayAsync(call, plan.Part, cancel);
        }
        catch (OperationCanceledException)
        {
            // The world is being stopped: everybody hangs up.
        }
        catch (TimeoutException)
        {
            // Nobody waits for ever.
        }

        call.GiveUp();
        return Report(plan, await EndOf(call));
    }

    public ValueTask DisposeAsync() => _wire.DisposeAsync();

    private async Task PlayAsync(OutgoingCall call, CallerPart part, CancellationToken cancel)
    {
        if (part is CallerPart.GivesUpRinging impatient)
        {
            await call.Ringing.WaitAsync(PatienceMax, clock, cancel);
            await WaitAsync(call.Picked, impatient.After, cancel);
        }
        else if (part is CallerPart.Talks talker)
        {
            await call.Picked.WaitAsync(PatienceMax, clock, cancel);
            await WaitAsync(call.Ended, talker.For, cancel);
        }
    }

    private async Task WaitAsync(Task until, TimeSpan atMost, CancellationToken cancel)
    {
        try
        {
            await until.WaitAsync(atMost, clock, cancel);
        }
        catch (TimeoutException)
        {
            // That was the caller's plan.
        }
    }

    private async Task<LegEnd> EndOf(OutgoingCall call)
    {
        try
        {
            return await call.Ended.WaitAsync(TimeSpan.FromSeconds(40), clock);
        }
        catch (TimeoutException)
        {
            return new LegEnd(LegEndedBy.NobodyAnswered, 408, TimeSpan.Zero, TimeSpan.Zero, call.Sound);
        }
    }

    private static CallerReport Report(CallPlan plan, LegEnd end) => new(
        plan.Index, plan.Caller, plan.Dialled, plan.Story, end.Status, end.RangFor, end.TalkTime, end.Sound.Received,
        end.Sound.Lost, end.Sound.HeardHertz);
}
