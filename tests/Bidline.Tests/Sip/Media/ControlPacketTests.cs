using Bidline.Sip.Media;
using Bidline.Sip.Media.Announcements;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Media;

/// <summary>RTCP passes while streams keep their numbers, and is dropped once one was renumbered.</summary>
public sealed class ControlPacketTests
{
    private static readonly byte[] ReceiverReport = Convert.FromHexString("80C9000100000007");

    [Fact]
    public void Control_packets_pass_through_an_untouched_call()
    {
        using Call call = Call.Connected();
        using Phone control = new();
        call.Bridge.SetRemote(MediaSide.Target, Call.RemoteOf(call.Target) with { Rtcp = control.Address });
        call.Obeyed();

        call.Caller.SendRaw(call.CallerPort + 1, ReceiverReport);

        control.HearRaw().ShouldBe(ReceiverReport);
    }

    [Fact]
    public void Control_packets_about_a_renumbered_stream_are_dropped()
    {
        using Call call = Call.Connected();
        using Phone control = new();
        call.Bridge.SetRemote(MediaSide.Target, Call.RemoteOf(call.Target) with { Rtcp = control.Address });
        call.Bridge.Play(new PreparedAudio(new short[160]), (_, _) => { });
        call.Caller.Hear().ShouldNotBeNull();

        call.Caller.SendRaw(call.CallerPort + 1, ReceiverReport);

        Call.Eventually(() => call.Plane.Counters.Reports == 1);
        control.HearsNothing().ShouldBeTrue();
    }
}
