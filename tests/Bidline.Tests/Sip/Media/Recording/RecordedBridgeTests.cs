using Bidline.Sip.Media;
using Bidline.Sip.Media.Announcements;
using Bidline.Sip.Media.Recording;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Media.Recording;

public sealed class RecordedBridgeTests
{
    [Fact]
    public void What_two_phones_say_on_the_wire_is_in_the_file_and_both_still_hear_each_other()
    {
        using var recorder = new Recorder();
        recorder.Writer.Start();
        using Call call = Described();
        call.Bridge.Connect(Recording(recorder));
        call.Obeyed();

        for (ushort i = 0; i < 5; i++)
        {
            call.Caller.Say(call.CallerPort, new Heard(Sequence: i, Timestamp: i * 160u, FirstByte: 0x10));
            call.Target.Say(call.TargetPort, new Heard(Sequence: i, Timestamp: i * 160u, FirstByte: 0x20));
            call.Target.Hear().ShouldNotBeNull();
            call.Caller.Hear().ShouldNotBeNull();
        }

        call.Bridge.Close();
        Call.Eventually(() => File.Exists(recorder.Whole));

        recorder.Channel(0).Count(sample => sample == 0x10).ShouldBe(5);
        recorder.Channel(1).Count(sample => sample == 0x20).ShouldBe(5);
    }

    [Fact]
    public void A_notice_is_heard_by_both_sides()
    {
        using Call call = Described();
        call.Bridge.Connect();
        var notice = new PreparedAudio(new short[1_600]);
        call.Bridge.Play(MediaSide.Caller, notice, (_, _) => { });
        call.Bridge.Play(MediaSide.Target, notice, (_, _) => { });

        for (var i = 0; i < 10; i++)
        {
            call.Caller.Hear().ShouldNotBeNull();
            call.Target.Hear().ShouldNotBeNull();
        }
    }

    [Fact]
    public void The_recording_ends_when_the_target_has_gone_and_the_caller_stays()
    {
        using var recorder = new Recorder();
        recorder.Writer.Start();
        using Call call = Described();
        call.Bridge.Connect(Recording(recorder));
        call.Obeyed();
        call.Caller.Say(call.CallerPort, new Heard(FirstByte: 0x10));
        call.Target.Hear().ShouldNotBeNull();

        call.Bridge.ClearRemote(MediaSide.Target);
        Call.Eventually(() => File.Exists(recorder.Whole));
        call.Caller.Say(call.CallerPort, new Heard(Sequence: 2, Timestamp: 320, FirstByte: 0x11));
        call.Obeyed();

        recorder.Channel(0).ShouldContain((byte)0x10);
        recorder.Channel(0).ShouldNotContain((byte)0x11);
    }

    private static Call Described()
    {
        Call call = new();
        call.Bridge.SetRemote(MediaSide.Caller, Call.RemoteOf(call.Caller));
        call.Bridge.SetRemote(MediaSide.Target, Call.RemoteOf(call.Target));
        return call;
    }

    private static CallRecording Recording(Recorder recorder) => new(
        recorder.Writer, recorder.Writer.Open(Recorder.Name), null, TimeProvider.System.TimestampFrequency);
}
