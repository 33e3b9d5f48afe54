using Bidline.Connecting;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.EndToEnd;

public sealed class CallTests
{
    [Fact]
    public async Task A_call_is_put_through_timed_and_ended_by_either_side()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(RunningEdge.To(target.At)));
        using var caller = new Phone(edge.At);

        var (_, tag) = await ConnectAsync(caller, target);
        caller.Send("BYE", 2, toTag: tag);

        target.Answer(await target.ExpectAsync("BYE"), "200 OK");
        await caller.ExpectAsync("SIP/2.0 200");
        var end = await edge.Ends.TakeAsync();
        end.By.ShouldBe(EndedBy.Caller);
        end.TalkTime.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        edge.Edge.Counters.Faults.ShouldBe(0);
    }

    [Fact]
    public async Task A_target_that_hangs_up_ends_the_call()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(RunningEdge.To(target.At)));
        using var caller = new Phone(edge.At);

        var (invite, _) = await ConnectAsync(caller, target);
        target.Send(Bye(target, invite));

        await caller.ExpectAsync("BYE");
        (await edge.Ends.TakeAsync()).By.ShouldBe(EndedBy.Target);
    }

    [Fact]
    public async Task Nothing_of_the_callers_text_reaches_the_target()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(RunningEdge.To(target.At)));
        using var caller = new Phone(edge.At) { Extra = "X-Secret: canary\nUser-Agent: canary\nSubject: canary" };

        caller.Send("INVITE", 1, Phone.Offer);

        var invite = await target.ExpectAsync("INVITE");
        invite.ShouldNotContain("canary");
        invite.ShouldNotContain(caller.At.ToString());
        invite.ShouldContain("From: <sip:+13055550101@");
        Phone.Header(invite, "Max-Forwards").ShouldBe("69");
    }

    [Fact]
    public async Task A_busy_target_is_followed_by_the_next()
    {
        using var busy = new Phone();
        using var free = new Phone();
        await using var edge = await RunningEdge.StartAsync(
            RunningEdge.Dialling(RunningEdge.To(busy.At), RunningEdge.To(free.At)));
        using var caller = new Phone(edge.At);

        caller.Send("INVITE", 1, Phone.Offer);
        busy.Answer(await busy.ExpectAsync("INVITE"), "486 Busy Here", "b");
        await busy.ExpectAsync("ACK");
        free.Answer(await free.ExpectAsync("INVITE"), "200 OK", "t", Phone.Offer);

        await caller.ExpectAsync("SIP/2.0 200");
        (await edge.Outcomes.TakeAsync()).ShouldBeOfType<DialOutcome.Failed>().Reason.Code.ShouldBe("dial.busy");
        (await edge.Outcomes.TakeAsync()).ShouldBeOfType<DialOutcome.Answered>();
    }

    [Fact]
    public async Task A_target_that_rings_on_is_cancelled_after_its_time()
    {
        using var target = new Phone();
        var order = RunningEdge.To(target.At) with { RingTime = TimeSpan.FromMilliseconds(300) };
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(order));
        using var caller = new Phone(edge.At);

        caller.Send("INVITE", 1, Phone.Offer);
        target.Answer(await target.ExpectAsync("INVITE"), "180 Ringing", "t");

        await caller.ExpectAsync("SIP/2.0 180");
        await target.ExpectAsync("CANCEL");
        await caller.ExpectAsync("SIP/2.0 480");
        (await edge.Outcomes.TakeAsync()).ShouldBeOfType<DialOutcome.Failed>().Reason.Code.ShouldBe("dial.no_answer");
    }

    [Fact]
    public async Task A_host_that_says_nothing_is_given_up()
    {
        using var silent = new Phone();
        await using var edge = await RunningEdge.StartAsync(
            RunningEdge.Dialling(RunningEdge.To(silent.At)),
            settings => settings with { NoResponseTime = TimeSpan.FromMilliseconds(300) });
        using var caller = new Phone(edge.At);

        caller.Send("INVITE", 1, Phone.Offer);

        await caller.ExpectAsync("SIP/2.0 480");
        var failed = (await edge.Outcomes.TakeAsync()).ShouldBeOfType<DialOutcome.Failed>();
        (failed.Reason.Code, failed.SipStatus).ShouldBe(("dial.carrier", null));
    }

    [Fact]
    public async Task The_longest_talk_time_ends_the_call()
    {
        using var target = new Phone();
        var order = RunningEdge.To(target.At) with { TalkTimeMax = TimeSpan.FromMilliseconds(300) };
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(order));
        using var caller = new Phone(edge.At);

        await ConnectAsync(caller, target);

        await Task.WhenAll(caller.ExpectAsync("BYE"), target.ExpectAsync("BYE"));
        var end = await edge.Ends.TakeAsync();
        end.By.ShouldBe(EndedBy.TalkTimeMax);
        end.TalkTime.TotalMilliseconds.ShouldBeInRange(290, 5_000);
    }

    /// <summary>A clock that is put right inside a call (F71) makes no talk time, and takes none.</summary>
    [Theory, InlineData(-1), InlineData(1)]
    public async Task Talk_time_is_what_passed_whatever_is_done_to_the_clock_on_the_wall(int hours)
    {
        using var target = new Phone();
        var clock = new PutClock(TimeProvider.System);
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(RunningEdge.To(target.At)), clock: clock);
        using var caller = new Phone(edge.At);

        var (_, tag) = await ConnectAsync(caller, target);
        clock.PutBy = TimeSpan.FromHours(hours);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        caller.Send("BYE", 2, toTag: tag);

        target.Answer(await target.ExpectAsync("BYE"), "200 OK");
        (await edge.Ends.TakeAsync()).TalkTime.TotalMilliseconds.ShouldBeInRange(190, 20_000);
    }

    [Fact]
    public async Task Dead_media_ends_the_call_and_is_not_billed()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(
            RunningEdge.Dialling(RunningEdge.To(target.At)),
            settings => settings with { DeadMediaTime = TimeSpan.FromSeconds(1) });
        using var caller = new Phone(edge.At);

        await ConnectAsync(caller, target);

        await Task.WhenAll(caller.ExpectAsync("BYE"), target.ExpectAsync("BYE"));
        var end = await edge.Ends.TakeAsync();
        (end.By, end.Media).ShouldBe((EndedBy.DeadMedia, new MediaCounts(0, 0, 0)));
        end.TalkTime.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task An_announcement_is_played_to_an_answered_caller()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "short.wav");
        await File.WriteAllBytesAsync(file, Wav(1600), TestContext.Current.CancellationToken);
        await using var edge = await RunningEdge.StartAsync(async (_, control) =>
        {
            await control.AnnounceAsync(new Announcement.Wav(file), CancellationToken.None);
            control.HangUp();
        });
        using var caller = new Phone(edge.At);

        caller.Send("INVITE", 1, Phone.Offer);
        var answer = await caller.ExpectAsync("SIP/2.0 200");
        caller.Send("ACK", 1, toTag: Phone.Tag(answer));

        await caller.ExpectAsync("BYE");
    }

    /// <summary>A caller and a target that are put through; returns the target's INVITE and the caller's To tag.</summary>
    internal static async Task<(string Invite, string Tag)> ConnectAsync(Phone caller, Phone target)
    {
        caller.Send("INVITE", 1, Phone.Offer);
        var invite = await target.ExpectAsync("INVITE");
        target.Answer(invite, "200 OK", "t", Phone.Offer);
        await target.ExpectAsync("ACK");
        var tag = Phone.Tag(await caller.ExpectAsync("SIP/2.0 200"));
        caller.Send("ACK", 1, toTag: tag);
        return (invite, tag);
    }

    internal static string Bye(Phone target, string invite, string method = "BYE", int sequence = 1) => $"""
        {method} sip:edge SIP/2.0
        Via: SIP/2.0/UDP {target.At};branch=z9hG4bKt{sequence}{method}{target.At.Port};rport
        Max-Forwards: 70
        From: {Phone.Header(invite, "To")};tag=t
        To: {Phone.Header(invite, "From")}
        Call-ID: {Phone.Header(invite, "Call-ID")}
        CSeq: {sequence} {method}
        Contact: <sip:desk@{target.At}>
        Content-Length: 0


        """;

    private static byte[] Wav(int samples)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("RIFF"u8);
        writer.Write(36 + (samples * 2));
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(8000);
        writer.Write(16000);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(samples * 2);
        for (var i = 0; i < samples; i++) writer.Write((short)(8000 * Math.Sin(i / 3.0)));
        return stream.ToArray();
    }
}
