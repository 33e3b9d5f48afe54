using Bidline.Simulator;
using Bidline.Simulator.Callers;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Simulator.Callers;

public sealed class CallerMixTests
{
    [Fact]
    public void Callers_use_numbers_of_the_range_for_fiction_alone() =>
        Plans(42, 2000).ShouldAllBe(plan => plan.Caller.Length == 12 && plan.Caller.Substring(5, 5) == "55501");

    [Fact]
    public void Every_story_is_told() =>
        Plans(1, 21).Select(plan => plan.Caller).Intersect(Stories.All.Select(story => story.Caller))
            .Count().ShouldBe(Stories.All.Count);

    [Fact]
    public void The_first_call_is_sold() => Plans(9, 1).Single().Caller.ShouldBe(Stories.Sold);

    [Fact]
    public void The_same_seed_plans_the_same_calls() =>
        Plans(5, 300).Select(plan => plan.ToString()).ShouldBe(Plans(5, 300).Select(plan => plan.ToString()));

    private static List<CallPlan> Plans(ulong seed, int count) =>
        [.. Enumerable.Range(1, count).Select(new CallerMix(new Dice(seed)).Plan)];
}
