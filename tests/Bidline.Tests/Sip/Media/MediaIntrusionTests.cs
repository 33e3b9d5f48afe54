using System.Net;
using Bidline.Sip.Media;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Media;

/// <summary>Third parties and broken senders (reliability.md F46 and F48).</summary>
public sealed class MediaIntrusionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_third_party_is_never_forwarded_before_or_during_a_call(bool native)
    {
        using Call call = Call.Connected(Call.Settings() with { Native = native });
        using Phone stranger = new();

        stranger.Say(call.CallerPort, new Heard(Source: 666));
        call.Caller.Say(call.CallerPort, new Heard(Source: 11));
        stranger.Say(call.CallerPort, new Heard(Source: 666));
        stranger.Say(call.TargetPort, new Heard(Source: 666));

        call.Target.Hear()!.Source.ShouldBe(11u);
        call.Target.HearsNothing().ShouldBeTrue();
        call.Caller.HearsNothing().ShouldBeTrue();

        // On Linux the kernel drops them before they are counted, since the socket is tied to the caller.
        Call.Eventually(() => call.Plane.Counters.ForeignSource == (native ? 0 : 3));
    }

    [Fact]
    public void A_third_party_does_not_pull_the_media_away()
    {
        using Call call = Call.Connected();
        using Phone stranger = new();

        stranger.Say(call.CallerPort, new Heard());
        call.Target.Say(call.TargetPort, new Heard());

        call.Caller.Hear().ShouldNotBeNull();
        stranger.HearsNothing().ShouldBeTrue();
    }

    [Fact]
    public void A_party_that_is_not_there_for_a_while_does_not_stop_the_others()
    {
        using Call call = Call.Connected();
        MediaRemote nobody = Call.RemoteOf(call.Target) with { Rtp = call.Target.Address.WithPort(9) };
        call.Bridge.SetRemote(MediaSide.Target, nobody);
        call.Obeyed();
        Enumerable.Range(0, 20).ToList().ForEach(i => call.Caller.Say(call.CallerPort, new Heard(Sequence: (ushort)i)));
        Call.Eventually(() => call.Bridge.Counts.FromCaller + call.Bridge.Counts.Dropped == 20);

        call.Bridge.SetRemote(MediaSide.Target, Call.RemoteOf(call.Target));
        call.Obeyed();
        call.Caller.Say(call.CallerPort, new Heard(Sequence: 77));

        call.Target.Hear()!.Sequence.ShouldBe((ushort)77);
    }

    [Fact]
    public void Behind_a_NAT_the_first_packet_decides_once()
    {
        using Call call = Call.Connected();
        using Phone mapped = new();
        using Phone stranger = new();
        call.Bridge.SetRemote(MediaSide.Caller, new MediaRemote(
            MediaAddress.Of(IPAddress.Parse("192.168.1.5"), 4000), default, CodecList.Both, null, null,
            MediaDirection.SendReceive, MayDiffer: true, mapped.Address));
        call.Obeyed();

        mapped.Say(call.CallerPort, new Heard(Source: 11));
        call.Target.Hear()!.Source.ShouldBe(11u);
        stranger.Say(call.CallerPort, new Heard(Source: 666));
        call.Target.HearsNothing().ShouldBeTrue();
        call.Target.Say(call.TargetPort, new Heard(Source: 22));

        mapped.Hear()!.Source.ShouldBe(22u);
        stranger.HearsNothing().ShouldBeTrue();
    }

    [Theory]
    [InlineData("40000001000000A000000007FFFF")] // version 1
    [InlineData("8000")] // cut short
    [InlineData("8F000001000000A000000007FFFF")] // claims 15 contributing sources
    [InlineData("90000001000000A000000007FFFFFFFF")] // claims a header extension of 65,535 words
    [InlineData("A0000001000000A0000000070000")] // padding of nothing
    [InlineData("A0000001000000A00000000700FF")] // padding longer than the packet
    public void A_malformed_packet_is_dropped_and_counted(string hex)
    {
        using Call call = Call.Connected();

        call.Caller.SendRaw(call.CallerPort, Convert.FromHexString(hex));

        Call.Eventually(() => call.Plane.Counters.Malformed == 1);
        call.Target.HearsNothing().ShouldBeTrue();
    }

    [Fact]
    public void A_huge_packet_is_dropped_and_counted()
    {
        using Call call = Call.Connected();
        byte[] huge = new byte[9_000];
        huge[0] = 0x80;

        call.Caller.SendRaw(call.CallerPort, huge);

        Call.Eventually(() => call.Plane.Counters.Malformed == 1);
        call.Target.HearsNothing().ShouldBeTrue();
    }

    [Fact]
    public void A_leg_that_floods_is_held_to_its_rate()
    {
        using Call call = Call.Connected(Call.Settings() with { PacketsPerSecondMax = 50 });

        for (ushort i = 0; i < 200; i++)
        {
            call.Caller.Say(call.CallerPort, new Heard(Sequence: i, Timestamp: i * 160u));
        }

        Call.Eventually(() => call.Bridge.Counts is { } counts && counts.FromCaller + counts.Dropped == 200);
        call.Bridge.Counts.FromCaller.ShouldBeInRange(20, 100);
        call.Plane.Counters.OverRate.ShouldBeGreaterThan(90);
    }
}
