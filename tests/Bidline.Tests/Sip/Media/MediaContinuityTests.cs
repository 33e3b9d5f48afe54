using Bidline.Sip.Media;
using Bidline.Sip.Media.Announcements;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Media;

public sealed class MediaContinuityTests
{
    private static PreparedAudio Audio(int packets) => new(new short[160 * packets]);

    [Fact]
    public void A_caller_hears_one_stream_across_announcement_and_two_targets()
    {
        using Call call = new();
        using Phone second = new();
        call.Bridge.SetRemote(MediaSide.Caller, Call.RemoteOf(call.Caller));
        call.Bridge.Play(Audio(3), (_, _) => { });
        List<Heard> heard = [.. Enumerable.Range(0, 3).Select(_ => call.Caller.Hear().ShouldNotBeNull())];

        heard.Add(Answer(call, call.Target, new Heard(Sequence: 700, Timestamp: 9_999, Source: 22)));
        call.Bridge.ClearRemote(MediaSide.Target);
        heard.Add(Answer(call, second, new Heard(Sequence: 50_000, Timestamp: 7, Source: 33)));

        heard.Select(packet => packet.Source).Distinct().Count().ShouldBe(1);
        heard.Zip(heard.Skip(1)).ShouldAllBe(pair => pair.Second.Sequence == (ushort)(pair.First.Sequence + 1));
        heard.Zip(heard.Skip(1)).ShouldAllBe(pair => pair.Second.Timestamp - pair.First.Timestamp >= 160);
        heard.Zip(heard.Skip(1)).ShouldAllBe(pair => pair.Second.Timestamp - pair.First.Timestamp < 40_000);
    }

    [Fact]
    public void An_announcement_is_played_at_the_pace_of_speech_and_told_when_over()
    {
        FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch);
        using Call call = new(clock: clock);
        using ManualResetEventSlim over = new();
        call.Bridge.SetRemote(MediaSide.Caller, Call.RemoteOf(call.Caller));

        call.Bridge.Play(Audio(10), (_, toTheEnd) => { if (toTheEnd) { over.Set(); } });

        for (int packet = 0; packet < 10; packet++)
        {
            call.Caller.Hear().ShouldNotBeNull();
            call.Caller.HearsNothing().ShouldBeTrue();
            over.IsSet.ShouldBeFalse();
            clock.Advance(TimeSpan.FromMilliseconds(20));
        }

        over.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken).ShouldBeTrue();
    }

    [Fact]
    public void Connecting_cuts_the_announcement_short()
    {
        using Call call = new();
        using ManualResetEventSlim cut = new();
        call.Bridge.SetRemote(MediaSide.Caller, Call.RemoteOf(call.Caller));

        call.Bridge.Play(Audio(500), (_, toTheEnd) => { if (!toTheEnd) { cut.Set(); } });
        call.Caller.Hear().ShouldNotBeNull();
        call.Bridge.Connect();

        cut.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken).ShouldBeTrue();
    }

    [Fact]
    public void A_callback_that_throws_silences_nobody()
    {
        using Call call = Call.Connected();

        call.Bridge.Play(Audio(1), (_, _) => throw new InvalidOperationException("test"));
        call.Caller.Hear().ShouldNotBeNull();
        Call.Eventually(() =>
        {
            call.Target.Say(call.TargetPort, new Heard());
            return call.Caller.Hear(50) is not null;
        });
    }

    private static Heard Answer(Call call, Phone target, Heard first)
    {
        call.Bridge.SetRemote(MediaSide.Target, Call.RemoteOf(target));
        call.Bridge.Connect();
        call.Obeyed();
        target.Say(call.TargetPort, first);
        return call.Caller.Hear().ShouldNotBeNull();
    }
}
