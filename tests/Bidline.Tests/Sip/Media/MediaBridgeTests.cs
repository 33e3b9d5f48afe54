using System.Net;
using System.Net.Sockets;
using Bidline.Sip.Media;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Media;

public sealed class MediaBridgeTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Each_side_hears_the_other(bool native)
    {
        using Call call = Call.Connected(Call.Settings() with { Native = native });

        call.Caller.Say(call.CallerPort, new Heard(Sequence: 5, Source: 11));
        call.Target.Say(call.TargetPort, new Heard(Sequence: 9, Source: 22));

        call.Target.Hear().ShouldBe(new Heard(Sequence: 5, Source: 11));
        call.Caller.Hear().ShouldBe(new Heard(Sequence: 9, Source: 22));
        Call.Eventually(() => call.Bridge.Counts is { FromCaller: 1, FromTarget: 1, Dropped: 0 });
    }

    [Fact]
    public void A_caller_on_IPv4_talks_to_a_target_on_IPv6()
    {
        using Call call = Call.Connected(targetAddress: IPAddress.IPv6Loopback);

        call.Caller.Say(call.CallerPort, new Heard(Sequence: 5));
        call.Target.Say(call.TargetPort, new Heard(Sequence: 9));

        call.Target.Hear()!.Sequence.ShouldBe((ushort)5);
        call.Caller.Hear()!.Sequence.ShouldBe((ushort)9);
    }

    [Fact]
    public void Digits_get_the_payload_type_that_the_other_side_asked_for()
    {
        using Call call = Call.Connected(callerDigits: 101, targetDigits: 97);

        call.Caller.Say(call.CallerPort, new Heard(PayloadType: 101, FirstByte: 5));
        call.Target.Say(call.TargetPort, new Heard(PayloadType: 97, FirstByte: 8));

        call.Target.Hear().ShouldBe(new Heard(PayloadType: 97, FirstByte: 5));
        call.Caller.Hear().ShouldBe(new Heard(PayloadType: 101, FirstByte: 8));
    }

    [Fact]
    public void Digits_are_stripped_for_a_side_that_takes_none()
    {
        using Call call = Call.Connected(targetDigits: null);

        call.Caller.Say(call.CallerPort, new Heard(PayloadType: 101, FirstByte: 5));

        Call.Eventually(() => call.Bridge.Counts.Dropped == 1);
        call.Plane.Counters.Digits.ShouldBe(1);
        call.Target.HearsNothing().ShouldBeTrue();
    }

    [Fact]
    public void A_key_sent_by_INFO_becomes_one_telephone_event()
    {
        using Call call = Call.Connected(targetDigits: 97);

        call.Bridge.SendDigit(MediaSide.Target, '#', 100);
        byte[][] packets = [.. Enumerable.Range(0, 8).Select(_ => call.Target.HearRaw().ShouldNotBeNull())];

        packets.ShouldAllBe(packet => (packet[1] & 0x7F) == 97 && packet[12] == 11);
        packets.Select(packet => packet[13] >> 7).ShouldBe([0, 0, 0, 0, 0, 1, 1, 1]);
        packets.Select(packet => Convert.ToHexString(packet, 4, 4)).Distinct().Count().ShouldBe(1);
        packets[^1][14..].ShouldBe([800 >> 8, 800 & 0xFF]);
        call.Target.HearsNothing().ShouldBeTrue();
    }

    [Fact]
    public void A_payload_type_that_was_not_agreed_on_is_dropped()
    {
        using Call call = Call.Connected();

        call.Caller.Say(call.CallerPort, new Heard(PayloadType: 18));

        Call.Eventually(() => call.Plane.Counters.PayloadType == 1);
        call.Target.HearsNothing().ShouldBeTrue();
    }

    [Fact]
    public void A_side_on_hold_is_sent_nothing()
    {
        using Call call = Call.Connected();

        call.Bridge.SetRemote(MediaSide.Caller, Call.RemoteOf(call.Caller, direction: MediaDirection.SendOnly));
        call.Obeyed();
        call.Target.Say(call.TargetPort, new Heard());
        call.Caller.Say(call.CallerPort, new Heard());

        call.Target.Hear().ShouldNotBeNull();
        call.Caller.HearsNothing().ShouldBeTrue();
    }

    [Fact]
    public void Before_the_answer_only_the_target_is_heard()
    {
        using Call call = new();
        call.Bridge.SetRemote(MediaSide.Caller, Call.RemoteOf(call.Caller));
        call.Bridge.SetRemote(MediaSide.Target, Call.RemoteOf(call.Target));
        call.Bridge.EarlyMedia();
        call.Obeyed();

        call.Caller.Say(call.CallerPort, new Heard());
        call.Target.Say(call.TargetPort, new Heard());

        call.Caller.Hear().ShouldNotBeNull();
        call.Target.HearsNothing().ShouldBeTrue();
    }

    [Fact]
    public void A_target_that_was_given_up_is_not_heard_any_more()
    {
        using Call call = Call.Connected();

        call.Bridge.ClearRemote(MediaSide.Target);
        call.Obeyed();
        call.Target.Say(call.TargetPort, new Heard());

        Call.Eventually(() => call.Plane.Counters.ForeignSource == 1);
        call.Caller.HearsNothing().ShouldBeTrue();
    }

    [Fact]
    public void A_moved_leg_has_a_fresh_port_that_works()
    {
        using Call call = Call.Connected();
        int before = call.TargetPort;

        call.Bridge.TryMove(MediaSide.Target, AddressFamily.InterNetwork).ShouldBeTrue();
        call.Obeyed();
        call.Caller.Say(call.CallerPort, new Heard());
        call.Target.Hear().ShouldNotBeNull();
        call.Target.Say(call.TargetPort, new Heard());

        call.TargetPort.ShouldNotBe(before);
        call.Caller.Hear().ShouldNotBeNull();
    }

    [Fact]
    public void A_closed_bridge_relays_nothing_and_gives_its_ports_back()
    {
        using Call call = Call.Connected();

        call.Bridge.Close();
        call.Bridge.Close();
        Call.Eventually(() => call.Plane.Counters is { BridgesOpen: 0, PortsLent: 0 });
        call.Caller.Say(call.CallerPort, new Heard());

        Call.Eventually(() => call.Plane.Counters.NoCall == 1);
        call.Target.HearsNothing().ShouldBeTrue();
    }
}
