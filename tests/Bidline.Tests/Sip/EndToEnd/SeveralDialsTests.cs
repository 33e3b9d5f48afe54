using Bidline.Connecting;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.EndToEnd;

/// <summary>Several targets that ring at once, and callers that stay when a target leaves.</summary>
public sealed class SeveralDialsTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(400);

    [Fact]
    public async Task The_first_to_answer_gets_the_caller_and_the_other_is_cancelled()
    {
        using var slow = new Phone();
        using var quick = new Phone();
        await using var edge = await RunningEdge.StartAsync(Together(slow, quick));
        using var caller = new Phone(edge.At);

        caller.Send("INVITE", 1, Phone.Offer);
        slow.Answer(await slow.ExpectAsync("INVITE"), "180 Ringing", "s");
        quick.Answer(await quick.ExpectAsync("INVITE"), "200 OK", "q", Phone.Offer);

        await quick.ExpectAsync("ACK");
        await caller.ExpectAsync("SIP/2.0 200");
        await slow.ExpectAsync("CANCEL");
        (await OutcomesAsync(edge)).ShouldBe(["answered", "dial.answered_elsewhere"], ignoreOrder: true);
    }

    [Fact]
    public async Task When_both_answer_the_second_is_acknowledged_and_hung_up()
    {
        using var one = new Phone();
        using var other = new Phone();
        await using var edge = await RunningEdge.StartAsync(Together(one, other));
        using var caller = new Phone(edge.At);

        caller.Send("INVITE", 1, Phone.Offer);
        var (first, second) = (await one.ExpectAsync("INVITE"), await other.ExpectAsync("INVITE"));
        one.Answer(first, "200 OK", "a", Phone.Offer);
        other.Answer(second, "200 OK", "b", Phone.Offer);

        await Task.WhenAll(one.ExpectAsync("ACK"), other.ExpectAsync("ACK"));
        await caller.ExpectAsync("SIP/2.0 200");
        var hungUp = await Task.WhenAll(one.HearsAsync("BYE", Short), other.HearsAsync("BYE", Short));
        hungUp.Count(heard => heard).ShouldBe(1);
        (await OutcomesAsync(edge)).ShouldBe(["answered", "dial.answered_elsewhere"], ignoreOrder: true);
        edge.Edge.Counters.Faults.ShouldBe(0);
    }

    [Fact]
    public async Task What_rings_beside_others_is_not_heard_before_it_answers()
    {
        using var one = new Phone();
        using var other = new Phone();
        await using var edge = await RunningEdge.StartAsync(Together(one, other));
        using var caller = new Phone(edge.At);

        caller.Send("INVITE", 1, Phone.Offer);
        one.Answer(await one.ExpectAsync("INVITE"), "183 Session Progress", "a", Phone.Offer);

        await caller.ExpectAsync("SIP/2.0 180");
        (await caller.HearsAsync("SIP/2.0 183", Short)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_caller_who_leaves_stops_all_that_ring()
    {
        using var one = new Phone();
        using var other = new Phone();
        await using var edge = await RunningEdge.StartAsync(Together(one, other));
        using var caller = new Phone(edge.At);
        caller.Send("INVITE", 1, Phone.Offer);
        one.Answer(await one.ExpectAsync("INVITE"), "180 Ringing", "a");
        other.Answer(await other.ExpectAsync("INVITE"), "180 Ringing", "b");
        await caller.ExpectAsync("SIP/2.0 180");

        caller.Send("CANCEL", 1, branch: "INVITE1");

        await caller.ExpectAsync("SIP/2.0 487");
        await Task.WhenAll(one.ExpectAsync("CANCEL"), other.ExpectAsync("CANCEL"));
        (await edge.Outcomes.TakeAsync()).ShouldBeOfType<DialOutcome.CallerGone>();
        (await edge.Outcomes.TakeAsync()).ShouldBeOfType<DialOutcome.CallerGone>();
    }

    [Fact]
    public async Task A_target_that_hangs_up_at_once_leaves_the_caller_to_the_next()
    {
        using var rude = new Phone();
        using var kind = new Phone();
        await using var edge = await RunningEdge.StartAsync(async (edge, control) =>
        {
            foreach (var phone in new[] { rude, kind })
            {
                var order = RunningEdge.To(phone.At) with { KeepsCallerWithin = TimeSpan.FromSeconds(30) };
                var answered = (DialOutcome.Answered)await control.DialAsync(order, static () => { }, default);
                edge.Ends.Add(await answered.Conversation.Ended);
            }
        });
        using var caller = new Phone(edge.At);
        caller.Send("INVITE", 1, Phone.Offer);
        var invite = await rude.ExpectAsync("INVITE");
        rude.Answer(invite, "200 OK", "t", Phone.Offer);
        await rude.ExpectAsync("ACK");
        var ok = await caller.ExpectAsync("SIP/2.0 200");
        caller.Send("ACK", 1, toTag: Phone.Tag(ok));

        rude.Send(CallTests.Bye(rude, invite));
        await rude.ExpectAsync("SIP/2.0 200");
        kind.Answer(await kind.ExpectAsync("INVITE"), "200 OK", "k", Phone.Offer);
        await kind.ExpectAsync("ACK");

        var left = await edge.Ends.TakeAsync();
        (left.By, left.CallerStays).ShouldBe((EndedBy.Target, true));
        (await caller.HearsAsync("BYE", Short)).ShouldBeFalse();
        caller.Send("BYE", 2, toTag: Phone.Tag(ok));
        kind.Answer(await kind.ExpectAsync("BYE"), "200 OK");
        (await edge.Ends.TakeAsync()).By.ShouldBe(EndedBy.Caller);
        edge.Edge.Counters.Faults.ShouldBe(0);
    }

    private static Func<RunningEdge, ICallControl, Task> Together(params Phone[] phones) => async (edge, control) =>
    {
        await Task.WhenAll(phones.Select(async phone =>
        {
            var order = RunningEdge.To(phone.At) with { IsOneOfSeveral = true };
            edge.Outcomes.Add(await control.DialAsync(order, static () => { }, CancellationToken.None));
        }));
    };

    private static async Task<string[]> OutcomesAsync(RunningEdge edge)
    {
        DialOutcome[] outcomes = [await edge.Outcomes.TakeAsync(), await edge.Outcomes.TakeAsync()];
        return [.. outcomes.Select(outcome => outcome is DialOutcome.Failed failed ? failed.Reason.Code : "answered")];
    }
}
