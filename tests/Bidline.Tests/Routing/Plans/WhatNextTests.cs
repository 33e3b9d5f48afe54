using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing.Plans;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Routing.Plans;

public sealed class WhatNextTests
{
    private static readonly TargetId High = new("high");

    [Theory]
    [InlineData(DialResult.Busy)]
    [InlineData(DialResult.NoAnswer)]
    [InlineData(DialResult.Refused)]
    [InlineData(DialResult.HungUp)]
    public void Without_a_rule_the_next_offer_follows(DialResult result)
    {
        var next = WhatNext.Decide(Place(NextRules.None), result, 0, 1);

        (next.Step, next.Reason.Code).ShouldBe((NextStep.Next, "next.offer"));
        next.Reason.Values.ShouldNotContainKey("whose");
    }

    [Theory]
    [InlineData(NextStep.Stop, null, null, NextStep.Stop, "campaign")]
    [InlineData(NextStep.Stop, NextStep.NextTier, null, NextStep.NextTier, "tier")]
    [InlineData(NextStep.Stop, NextStep.NextTier, NextStep.Next, NextStep.Next, "target")]
    [InlineData(null, null, NextStep.Stop, NextStep.Stop, "target")]
    public void The_nearest_rule_decides(
        NextStep? campaign, NextStep? tier, NextStep? target, NextStep wanted, string whose)
    {
        var place = Place(Busy(campaign), Busy(tier), Busy(target));

        var next = WhatNext.Decide(place, DialResult.Busy, 0, 1);

        (next.Step, next.Reason.Values["whose"]).ShouldBe((wanted, whose));
        WhatNext.Decide(place, DialResult.NoAnswer, 0, 1).Step.ShouldBe(NextStep.Next);
    }

    [Fact]
    public void The_same_target_is_dialled_again_as_often_as_the_rule_says_and_then_the_next()
    {
        var rules = Busy(NextStep.Again) with { AgainMax = 2, AgainWait = TimeSpan.FromSeconds(3) };

        var steps = Enumerable.Range(0, 4).Select(again => WhatNext.Decide(Place(rules), DialResult.Busy, again, 1 + again));

        steps.Select(next => (next.Step, next.Reason.Code, next.Wait.TotalSeconds)).ShouldBe(
        [
            (NextStep.Again, "next.again", 3), (NextStep.Again, "next.again", 3),
            (NextStep.Next, "next.again_used_up", 0), (NextStep.Next, "next.again_used_up", 0),
        ]);
    }

    [Fact]
    public void Where_several_ring_together_again_is_the_next()
    {
        var place = Place(Busy(NextStep.Again));
        var together = place with
        {
            Campaign = place.Campaign with { Tiers = [place.Campaign.Tiers[0] with { RingMax = 2 }] },
        };

        WhatNext.Decide(together, DialResult.Busy, 0, 1).Step.ShouldBe(NextStep.Next);
    }

    [Fact]
    public void Whatever_the_rules_no_call_is_dialled_more_often_than_its_campaign_allows() => Gen.Select(
        Gen.Enum<NextStep>().Nullable().Array[12], Gen.Int[1, 10], Gen.Enum<DialResult>().Array[40],
        Gen.Int[1, 5], Gen.Int[1, 8]).Sample((steps, max, results, againMax, offers) =>
        {
            var place = Place(Rules(steps[..4]), Rules(steps[4..8]), Rules(steps[8..]));
            place = place with { Campaign = place.Campaign with { AttemptsMax = max } };
            var (attempts, turn, again) = (0, 0, 0);
            while (turn < offers)
            {
                var next = WhatNext.Decide(place, results[attempts % 40], again, ++attempts);
                if (next.Step is NextStep.Stop or NextStep.NextTier) break;
                (turn, again) = next.Step == NextStep.Again ? (turn, again + 1) : (turn + 1, 0);
                again.ShouldBeLessThanOrEqualTo(againMax);
            }

            attempts.ShouldBeLessThanOrEqualTo(max);

            NextRules Rules(NextStep?[] each) => new()
            {
                Busy = each[0], NoAnswer = each[1], Refused = each[2], HungUp = each[3], AgainMax = againMax,
            };
        });

    [Fact]
    public void Only_a_rule_on_hang_ups_keeps_the_caller()
    {
        WhatNext.HungUpWithin(Place(Busy(NextStep.Stop))).ShouldBeNull();
        WhatNext.HungUpWithin(Place(NextRules.None, new NextRules
        {
            HungUp = NextStep.Next, HungUpWithin = TimeSpan.FromSeconds(8),
        })).ShouldBe(TimeSpan.FromSeconds(8));
    }

    private static NextRules Busy(NextStep? step) => new() { Busy = step };

    private static PlanPlace Place(NextRules campaign, NextRules? tier = null, NextRules? target = null)
    {
        var plain = Given.ACampaign("high");
        var place = plain.Tiers[0].Targets[0] with { Next = target ?? NextRules.None };
        return new PlanPlace(
            plain with
            {
                Next = campaign,
                Tiers = [plain.Tiers[0] with { Targets = [place], Next = tier ?? NextRules.None }],
            },
            0, High);
    }
}
