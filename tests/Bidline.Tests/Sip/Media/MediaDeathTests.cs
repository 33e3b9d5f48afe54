using Bidline.Sip.Media;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Media;

/// <summary>Dead and one-way media (reliability.md F47).</summary>
public sealed class MediaDeathTests
{
    private static MediaSettings Impatient => Call.Settings() with { DeadAfter = TimeSpan.FromMilliseconds(300) };

    [Fact]
    public void A_call_without_any_packet_is_dead_after_the_limit_and_said_so_once()
    {
        using Call call = Call.Connected(Impatient);

        Call.Eventually(() => !call.Deaths.IsEmpty);
        Thread.Sleep(500);

        call.Deaths.Count.ShouldBe(1);
    }

    [Fact]
    public void Death_is_dated_to_the_last_packet()
    {
        using Call call = Call.Connected(Impatient);

        call.Caller.Say(call.CallerPort, new Heard());
        call.Target.Say(call.TargetPort, new Heard());
        Call.Eventually(() => !call.Deaths.IsEmpty);

        call.Deaths.TryPeek(out MediaDeath? death).ShouldBeTrue();
        death!.LastPacketAt.ShouldBe(call.Bridge.LastPacketAt);
    }

    [Fact]
    public void One_silent_side_is_enough_and_is_named()
    {
        using Call call = Call.Connected(Impatient);

        Call.Eventually(() => Speaks(call.Caller, call.CallerPort, call));

        call.Deaths.TryPeek(out MediaDeath? death).ShouldBeTrue();
        death!.Silent.ShouldBe(MediaSide.Target);
    }

    [Fact]
    public void A_call_on_hold_is_not_dead()
    {
        using Call call = Call.Connected(Impatient);

        call.Bridge.SetRemote(MediaSide.Caller, Call.RemoteOf(call.Caller, direction: MediaDirection.Inactive));
        Thread.Sleep(800);

        call.Deaths.ShouldBeEmpty();
    }

    [Fact]
    public void A_closed_call_does_not_die_again()
    {
        using Call call = Call.Connected(Impatient);

        call.Bridge.Close();
        Thread.Sleep(600);

        call.Deaths.ShouldBeEmpty();
    }

    private static bool Speaks(Phone phone, int port, Call call)
    {
        phone.Say(port, new Heard());
        Thread.Sleep(20);
        return !call.Deaths.IsEmpty;
    }
}
