using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.EndToEnd;

/// <summary>The edge between two programs of other people.</summary>
public sealed class SippTests
{
    [Theory]
    [InlineData("caller-hangs-up", "target-answers", false)]
    [InlineData("caller-hangs-up", "target-answers", true)]
    [InlineData("caller-waits-for-bye", "target-hangs-up", false)]
    [InlineData("caller-waits-for-bye", "target-hangs-up", true)]
    [InlineData("caller-holds", "target-answers", false)]
    [InlineData("caller-cancels", "target-rings-on", false)]
    [InlineData("caller-expects-480", "target-is-busy", false)]
    [InlineData("caller-hangs-up", "target-asks-digest", false)]
    public async Task Caller_and_target_both_see_what_their_scenario_says(string caller, string target, bool tcp)
    {
        Assert.SkipUnless(Sipp.IsThere, "sipp is not installed (apt-get install sip-tester).");
        var targetAt = Sipp.FreePort();
        var order = RunningEdge.To(targetAt, tcp ? ";transport=tcp" : "") with { DigestUser = "alice", DigestSecret = "secret" };
        await using var edge = await RunningEdge.StartAsync(RunningEdge.Dialling(order));

        var called = Sipp.PlayAsync(target, targetAt, edge.At, tcp);
        await Until.HoldsAsync(() => Sipp.Listens(targetAt, tcp));
        var calling = Sipp.PlayAsync(caller, Sipp.FreePort(), edge.At, tcp);

        (await calling).ShouldBeNull();
        (await called).ShouldBeNull();
        await Until.HoldsAsync(() => edge.Edge.Counters.CallsActive == 0);
        edge.Edge.Counters.Faults.ShouldBe(0);
    }
}
