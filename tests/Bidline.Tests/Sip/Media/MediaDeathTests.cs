using Bidline.Sip.Media;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Media;

/// <summary>Dead and one-way media (reliability.md F47), on a clock that only the test moves.</summary>
public sealed class MediaDeathTests
{
    private static readonly TimeSpan Limit = Call.Settings().DeadAfter;

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void A_call_without_any_packet_is_dead_after_the_limit_and_said_so_once()
    {
        using Call call = Call.Connected(clock: _clock);

        Pass(call, 0.9 * Limit);
        call.Deaths.ShouldBeEmpty();
        Pass(call, 0.2 * Limit);
        Pass(call, 2 * Limit);

        call.Deaths.Count.ShouldBe(1);
    }

    [Fact]
    public void Death_is_dated_to_the_last_packet()
    {
        using Call call = Call.Connected(clock: _clock);
        Pass(call, 0.5 * Limit);
        Talk(call.Caller, call.CallerPort, call.Target);
        Talk(call.Target, call.TargetPort, call.Caller);
        long spokeAt = _clock.GetTimestamp();

        Pass(call, 1.1 * Limit);

        call.Deaths.TryPeek(out MediaDeath? death).ShouldBeTrue();
        death!.LastPacketAt.ShouldBe(spokeAt);
        call.Bridge.LastPacketAt.ShouldBe(spokeAt);
    }

    [Fact]
    public void One_silent_side_is_enough_and_is_named()
    {
        using Call call = Call.Connected(clock: _clock);

        for (int i = 0; i < 4; i++)
        {
            Talk(call.Caller, call.CallerPort, call.Target);
            Pass(call, 0.3 * Limit);
        }

        call.Deaths.TryPeek(out MediaDeath? death).ShouldBeTrue();
        death!.Silent.ShouldBe(MediaSide.Target);
    }

    [Fact]
    public void A_call_on_hold_is_not_dead()
    {
        using Call call = Call.Connected(clock: _clock);

        call.Bridge.SetRemote(MediaSide.Caller, Call.RemoteOf(call.Caller, direction: MediaDirection.Inactive));
        Pass(call, 3 * Limit);

        call.Deaths.ShouldBeEmpty();
    }

    [Fact]
    public void A_closed_call_does_not_die_again()
    {
        using Call call = Call.Connected(clock: _clock);

        call.Bridge.Close();
        Pass(call, 3 * Limit);

        call.Deaths.ShouldBeEmpty();
    }

    private static void Talk(Phone from, int port, Phone to)
    {
        from.Say(port, new Heard());
        to.Hear().ShouldNotBeNull();
    }

    // Orders given before take effect before time passes; the second wait is for a whole turn of the media thread after it.
    private void Pass(Call call, TimeSpan time)
    {
        call.Obeyed();
        _clock.Advance(time);
        call.Obeyed();
        call.Obeyed();
    }
}
