using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.EndToEnd;

/// <summary>One source cannot take what belongs to the others (reliability.md F41).</summary>
public sealed class FloodTests
{
    [Fact]
    public async Task A_flood_of_calls_from_one_source_does_not_starve_another()
    {
        using var target = new Phone();
        await using var edge = await RunningEdge.StartAsync(
            RunningEdge.Dialling(RunningEdge.To(target.At)), s => s with { CallsPerSecondPerSource = 5 });
        using var flood = new Phone(edge.At, "127.0.0.2");
        using var caller = new Phone(edge.At);

        for (var i = 1; i <= 300; i++) flood.Send(flood.Request("INVITE", i, Phone.Offer));
        caller.Send("INVITE", 1, Phone.Offer);

        // The first calls of the flood are within its limit, and ring the same target.
        using var over = new CancellationTokenSource();
        var answering = AnswerAllAsync(target, over.Token);
        await caller.ExpectAsync("SIP/2.0 200");
        await over.CancelAsync();
        await answering;
        edge.Edge.Counters.OverRate.ShouldBeGreaterThan(200);
        edge.Edge.Counters.CallsIn.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task A_source_that_sends_too_many_messages_is_not_even_read()
    {
        await using var edge = await RunningEdge.StartAsync(change: s => s with { MessagesPerSecondPerSource = 50 });
        using var flood = new Phone(edge.At, "127.0.0.2");
        using var caller = new Phone(edge.At);

        for (var i = 1; i <= 200; i++) flood.Send("OPTIONS", i);
        caller.Send("OPTIONS", 1);

        await caller.ExpectAsync("SIP/2.0 200");
        edge.Edge.Counters.SourceFlooded.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task Mutated_messages_leave_no_call_and_no_fault_behind()
    {
        await using var edge = await RunningEdge.StartAsync(
            change: s => s with
            {
                T1 = TimeSpan.FromMilliseconds(2), MessagesPerSecondPerSource = 1_000_000, CallsPerSecond = 100_000,
                CallsPerSecondPerSource = 100_000,
            },
            trunk: RunningEdge.Trunk(100_000, 100_000));
        using var caller = new Phone(edge.At);
        using var other = new Phone(edge.At);
        var random = new Random(4475);
        var seed = caller.Request("INVITE", 1, Phone.Offer).ToCharArray();

        for (var i = 0; i < 3000; i++)
        {
            var text = (char[])seed.Clone();
            for (var n = random.Next(1, 5); n > 0; n--) text[random.Next(text.Length)] = (char)random.Next(1, 127);
            caller.Send(new string(text));
            // No faster than they are read, or the kernel would drop them.
            if (i % 50 == 49) await Until.HoldsAsync(() => edge.Edge.Counters.MessagesIn > i);
        }

        other.Send("OPTIONS", 2);
        (await other.ExpectAsync("SIP/2.0 200")).ShouldContain("OPTIONS");
        await Until.HoldsAsync(() => edge.Edge.Counters.CallsActive == 0);
        edge.Edge.Counters.CallsIn.ShouldBeGreaterThan(20);
        edge.Edge.Counters.Faults.ShouldBe(0);
    }

    private static async Task AnswerAllAsync(Phone target, CancellationToken over)
    {
        while (await target.HearAsync("INVITE", over) is { } invite) target.Answer(invite, "200 OK", "t", Phone.Offer);
    }
}
