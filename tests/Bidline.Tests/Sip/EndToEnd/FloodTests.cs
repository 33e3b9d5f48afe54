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
        var (_, tag) = await CallTests.ConnectAsync(caller, target);

        tag.ShouldNotBeEmpty();
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
            change: s => s with { T1 = TimeSpan.FromMilliseconds(2) }, trunk: RunningEdge.Trunk(100_000, 100_000));
        using var caller = new Phone(edge.At);
        var random = new Random(4475);
        var seed = caller.Request("INVITE", 1, Phone.Offer).ToCharArray();

        for (var i = 0; i < 3000; i++)
        {
            var text = (char[])seed.Clone();
            for (var n = random.Next(1, 5); n > 0; n--) text[random.Next(text.Length)] = (char)random.Next(1, 127);
            caller.Send(new string(text));
        }

        caller.Send("OPTIONS", 2);
        (await caller.ExpectAsync("SIP/2.0 200")).ShouldContain("OPTIONS");
        edge.Edge.Counters.Faults.ShouldBe(0);
        edge.Edge.Counters.CallsActive.ShouldBe(0);
    }
}
