using Bidline.Connecting;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.EndToEnd;

/// <summary>What the RFCs say about messages that cross, repeat or come too late (reliability.md F43, F45).</summary>
public sealed class RaceTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(400);

    [Fact]
    public async Task A_cancel_while_ringing_ends_both_legs_at_once()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(RunningEdge.To(target.At)));
        using var caller = new Phone(edge.At);
        caller.Send("INVITE", 1, Phone.Offer);
        target.Answer(await target.ExpectAsync("INVITE"), "180 Ringing", "t");
        await caller.ExpectAsync("SIP/2.0 180");

        caller.Send("CANCEL", 1, branch: "INVITE1");

        await caller.ExpectAsync("SIP/2.0 200");
        await caller.ExpectAsync("SIP/2.0 487");
        await target.ExpectAsync("CANCEL");
        (await edge.Outcomes.TakeAsync()).ShouldBeOfType<DialOutcome.CallerGone>();
    }

    [Fact]
    public async Task A_cancel_waits_for_the_targets_first_word()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(RunningEdge.To(target.At)));
        using var caller = new Phone(edge.At);
        caller.Send("INVITE", 1, Phone.Offer);
        var invite = await target.ExpectAsync("INVITE");

        caller.Send("CANCEL", 1, branch: "INVITE1");

        await caller.ExpectAsync("SIP/2.0 487");
        (await target.HearsAsync("CANCEL", Short)).ShouldBeFalse();
        target.Answer(invite, "100 Trying");
        await target.ExpectAsync("CANCEL");
    }

    [Fact]
    public async Task An_answer_that_crosses_the_cancel_is_acknowledged_and_hung_up()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(RunningEdge.To(target.At)));
        using var caller = new Phone(edge.At);
        caller.Send("INVITE", 1, Phone.Offer);
        var invite = await target.ExpectAsync("INVITE");
        caller.Send("CANCEL", 1, branch: "INVITE1");
        await caller.ExpectAsync("SIP/2.0 487");

        target.Answer(invite, "200 OK", "t", Phone.Offer);

        await target.ExpectAsync("ACK");
        await target.ExpectAsync("BYE");
    }

    [Fact]
    public async Task A_repeated_invite_is_never_a_second_call()
    {
        await using var edge = await RunningEdge.StartAsync(static (_, _) => Task.CompletedTask);
        using var caller = new Phone(edge.At);

        for (var i = 0; i < 3; i++) caller.Send("INVITE", 1, Phone.Offer);
        for (var i = 0; i < 3; i++) await caller.ExpectAsync("SIP/2.0 100");

        edge.Edge.Counters.CallsIn.ShouldBe(1);
        edge.Edge.Counters.Retransmissions.ShouldBe(2);
    }

    [Fact]
    public async Task The_same_invite_by_another_path_is_merged()
    {
        await using var edge = await RunningEdge.StartAsync(static (_, _) => Task.CompletedTask);
        using var caller = new Phone(edge.At);

        caller.Send("INVITE", 1, Phone.Offer);
        await caller.ExpectAsync("SIP/2.0 100");
        caller.Send("INVITE", 1, Phone.Offer, branch: "other");

        await caller.ExpectAsync("SIP/2.0 482");
        edge.Edge.Counters.Merged.ShouldBe(1);
    }

    [Fact]
    public async Task A_200_is_repeated_until_its_ack_and_a_targets_200_is_acknowledged_again()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(RunningEdge.To(target.At)));
        using var caller = new Phone(edge.At);
        caller.Send("INVITE", 1, Phone.Offer);
        var invite = await target.ExpectAsync("INVITE");

        for (var i = 0; i < 2; i++)
        {
            target.Answer(invite, "200 OK", "t", Phone.Offer);
            await target.ExpectAsync("ACK");
        }

        for (var i = 0; i < 2; i++) await caller.ExpectAsync("SIP/2.0 200");
        edge.Edge.Counters.DialsAnswered.ShouldBe(1);
    }

    [Fact]
    public async Task A_second_target_behind_a_forking_proxy_is_hung_up()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(RunningEdge.To(target.At)));
        using var caller = new Phone(edge.At);
        var (invite, _) = await CallTests.ConnectAsync(caller, target);

        target.Answer(invite, "200 OK", "other", Phone.Offer);

        Phone.Tag(await target.ExpectAsync("ACK")).ShouldBe("other");
        Phone.Tag(await target.ExpectAsync("BYE")).ShouldBe("other");
        edge.Ends.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_repeated_bye_gets_the_same_answer_again()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(RunningEdge.To(target.At)));
        using var caller = new Phone(edge.At);
        var (_, tag) = await CallTests.ConnectAsync(caller, target);

        caller.Send("BYE", 2, toTag: tag);
        await caller.ExpectAsync("SIP/2.0 200");
        caller.Send("BYE", 2, toTag: tag);

        (await caller.ExpectAsync("SIP/2.0 200")).ShouldContain("CSeq: 2 BYE");
    }

    [Fact]
    public async Task A_redirect_and_a_refer_are_never_followed()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(
            RunningEdge.Dialling(RunningEdge.To(target.At), RunningEdge.To(target.At)));
        using var caller = new Phone(edge.At);
        caller.Send("INVITE", 1, Phone.Offer);

        target.Answer(await target.ExpectAsync("INVITE"), "302 Moved Temporarily", "r");
        (await edge.Outcomes.TakeAsync()).ShouldBeOfType<DialOutcome.Failed>().Reason.Code.ShouldBe("dial.carrier");
        await target.ExpectAsync("ACK");
        var invite = await target.ExpectAsync("INVITE");
        target.Answer(invite, "200 OK", "t", Phone.Offer);
        await target.ExpectAsync("ACK");
        target.Send(CallTests.Bye(target, invite, "REFER"));

        await target.ExpectAsync("SIP/2.0 405");
    }

    [Fact]
    public async Task A_caller_that_never_acknowledges_is_hung_up()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(
            RunningEdge.Dialling(RunningEdge.To(target.At)), s => s with { T1 = TimeSpan.FromMilliseconds(20) });
        using var caller = new Phone(edge.At);

        caller.Send("INVITE", 1, Phone.Offer);
        target.Answer(await target.ExpectAsync("INVITE"), "200 OK", "t", Phone.Offer);

        await target.ExpectAsync("BYE");
        await caller.ExpectAsync("BYE");
    }
}
