using System.Net;
using Bidline.Simulator.Telephony;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Simulator.Telephony;

/// <summary>The simulator's own telephones against each other: before they judge the edge they must agree among themselves.</summary>
public sealed class TelephonesTests : IAsyncLifetime
{
    private readonly SoundClock _sound = new(TimeProvider.System);
    private readonly TaskCompletionSource<IncomingCall> _invited = new();
    private SipWire _phones = null!;
    private SipWire _callers = null!;

    public ValueTask InitializeAsync()
    {
        var loopback = new IPEndPoint(IPAddress.Loopback, 0);
        _phones = new SipWire(loopback, _sound, call => _invited.TrySetResult(call), TimeProvider.System);
        _callers = new SipWire(loopback, _sound, call => call.Refuse(480, "No"), TimeProvider.System);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _callers.DisposeAsync();
        await _phones.DisposeAsync();
        await _sound.DisposeAsync();
    }

    [Fact]
    public async Task Both_sides_of_an_answered_call_hear_the_tone_of_the_other()
    {
        var call = Dial();
        var phone = await PhoneAsync();
        phone.Answer();
        await Task.Delay(600, TestContext.Current.CancellationToken);
        call.GiveUp();

        var (atCaller, atPhone) = (await EndOf(call), await EndOf(phone));

        atCaller.Status.ShouldBe(200);
        atCaller.Sound.HeardHertz.ShouldBe(600);
        atPhone.Sound.HeardHertz.ShouldBe(400);
        atPhone.Sound.Received.ShouldBeGreaterThan(15);
        atPhone.By.ShouldBe(LegEndedBy.FarSide);
    }

    [Fact]
    public async Task A_caller_that_gives_up_while_it_rings_cancels_the_phone()
    {
        var call = Dial();
        var phone = await PhoneAsync();
        phone.Ring();
        await call.Ringing;
        call.GiveUp();

        (await EndOf(phone)).Status.ShouldBe(487);
        (await EndOf(call)).ShouldBe(new LegEnd(LegEndedBy.ThisSide, 487, TimeSpan.Zero, TimeSpan.Zero, default)
            with { RangFor = (await call.Ended).RangFor });
    }

    [Fact]
    public async Task A_busy_phone_refuses_with_its_status()
    {
        var call = Dial();
        (await PhoneAsync()).Refuse(486, "Busy Here");

        (await EndOf(call)).Status.ShouldBe(486);
    }

    [Fact]
    public async Task A_phone_that_hangs_up_ends_the_caller()
    {
        var call = Dial();
        var phone = await PhoneAsync();
        phone.Answer();
        await call.Picked;
        phone.HangUp();

        (await EndOf(call)).By.ShouldBe(LegEndedBy.FarSide);
    }

    [Fact]
    public async Task The_phone_sees_the_line_that_was_dialled_and_the_number_of_the_caller()
    {
        Dial();
        var phone = await PhoneAsync();

        phone.Line.ShouldBe("desk4");
        phone.CallerNumber.ShouldBe("+13055550142");
        phone.Refuse(480, "Enough");
    }

    private OutgoingCall Dial() => new(_callers, _phones.Local, "+13055550142", "desk4", []);

    private Task<IncomingCall> PhoneAsync() =>
        _invited.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    private static Task<LegEnd> EndOf(SipLeg leg) =>
        leg.Ended.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
}
