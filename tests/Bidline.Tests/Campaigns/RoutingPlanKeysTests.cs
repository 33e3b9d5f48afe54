using Bidline.Campaigns;
using Bidline.Primitives;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns;

/// <summary>The keys of a routing plan: what they come to, and what is said where they are wrong.</summary>
public sealed class RoutingPlanKeysTests
{
    private const string ByWeight = "by: weight";
    private const string Tiers = "/campaigns/0/routing/tiers";

    [Theory]
    [InlineData(ByWeight, "by: wait", Tiers + "/1/by", "unknown_value", null)]
    [InlineData(ByWeight, "performance: { min_calls: 5 }", Tiers + "/1/performance", "performance_form", "by: performance")]
    [InlineData(ByWeight, "by: performance; performance: { window_days: 91 }", Tiers + "/1/performance/window_days", "out_of_range", null)]
    [InlineData(ByWeight, "by: performance; performance: { min_calls: 0 }", Tiers + "/1/performance/min_calls", "out_of_range", null)]
    [InlineData(ByWeight, "by: performance; performance: { explore_percent: 51 }", Tiers + "/1/performance/explore_percent", "out_of_range", null)]
    [InlineData(ByWeight, "by: performance; performance: { until_known: performance }", Tiers + "/1/performance/until_known", "performance_form", "round_robin")]
    [InlineData(ByWeight, "ring: both", Tiers + "/1/ring", "unknown_value", null)]
    [InlineData(ByWeight, "ring_max: 3", Tiers + "/1/ring_max", "ring_form", "ring: together")]
    [InlineData(ByWeight, "ring: together; ring_max: 6", Tiers + "/1/ring_max", "out_of_range", null)]
    [InlineData(ByWeight, "min_revenue: \"-1\"", Tiers + "/1/min_revenue", "money_negative", null)]
    [InlineData(ByWeight, "next: { busy: agian }", Tiers + "/1/next/busy", "unknown_value", null)]
    [InlineData(ByWeight, "next: { hung_up: next }", Tiers + "/1/next", "next_form", "hung_up_within_seconds")]
    [InlineData(ByWeight, "next: { hung_up: next, hung_up_within_seconds: 601 }", Tiers + "/1/next/hung_up_within_seconds", "out_of_range", null)]
    [InlineData(ByWeight, "next: { busy: next, again_max: 2 }", Tiers + "/1/next", "next_form", "again")]
    [InlineData(ByWeight, "next: { busy: again, again_max: 6 }", Tiers + "/1/next/again_max", "out_of_range", null)]
    [InlineData(ByWeight, "next: { busy: again, again_wait_seconds: 61 }", Tiers + "/1/next/again_wait_seconds", "out_of_range", null)]
    [InlineData(ByWeight, "ring: together; next: { busy: again }", Tiers + "/1/next", "next_form", "next_tier")]
    [InlineData("overflow, weight: 70", "overflow, next: { busy: again, again_max: 0 }", Tiers + "/1/targets/0/next/again_max", "out_of_range", null)]
    [InlineData("      tiers:", "      attempts_max: 11\n      tiers:", "/campaigns/0/routing/attempts_max", "out_of_range", null)]
    [InlineData("      tiers:", "      overflow: {}\n      tiers:", "/campaigns/0/routing/overflow", "overflow_form", "number")]
    [InlineData("      tiers:", "      overflow: { campaign: auto-f }\n      tiers:", "/campaigns/0/routing/overflow/campaign", "unknown_reference", "auto-fl")]
    [InlineData("      tiers:", "      overflow: { number: \"305 555 0142\" }\n      tiers:", "/campaigns/0/routing/overflow/number", "not_e164", "+13055550142")]
    [InlineData("calls_per_day: 50,", "calls_total: 50, paced: true,", "/targets/0/caps/paced", "pacing_form", "calls_per_day")]
    [InlineData("calls_per_day: 50,", "calls_per_day: 50, burst_percent: 5,", "/targets/0/caps/burst_percent", "pacing_form", "paced")]
    [InlineData("calls_per_day: 50,", "calls_per_day: 50, paced: true, burst_percent: 101,", "/targets/0/caps/burst_percent", "out_of_range", null)]
    [InlineData("    name: Zeta Media", "    caps: { calls_per_day: 5, paced: true }", "/publishers/0/caps/paced", "pacing_form", "targets")]
    [InlineData("ring_seconds: 25", "group: home", "/targets/0/group", "unknown_reference", null)]
    [InlineData("targets:\n  - id: acme-fl", "groups: [ { id: Home } ]\ntargets:\n  - id: acme-fl", "/groups/0/id", "id_form", "home")]
    [InlineData("targets:\n  - id: acme-fl", "groups: [ { id: home }, { id: home } ]\ntargets:\n  - id: acme-fl", "/groups/1/id", "duplicate_id", null)]
    [InlineData("targets:\n  - id: acme-fl", "groups: [ { id: home, caps: { concurrent: -1 } } ]\ntargets:\n  - id: acme-fl", "/groups/0/caps/concurrent", "out_of_range", null)]
    public void A_wrong_key_of_a_plan_is_named_with_a_hint(string piece, string by, string path, string code, string? hint)
    {
        var mistakes = Markets.MistakesAfter(piece, by.Replace("; ", "\n          ", StringComparison.Ordinal));

        var found = mistakes.Where(mistake => mistake.Path == path && mistake.Code == code).ToList();
        found.ShouldHaveSingleItem().Line.ShouldNotBeNull();
        if (hint is not null) found[0].Hint.ShouldNotBeNull().ShouldContain(hint);
    }

    [Fact]
    public void A_tier_by_performance_has_its_terms_and_the_usual_ones_unless_given()
    {
        CampaignOf(ByWeight, "by: performance").Tiers[1].Performance.ShouldBe(
            new PerformanceTerms(TimeSpan.FromDays(7), 20, 10, TierOrder.RoundRobin));
        var own = CampaignOf(ByWeight, """
            by: performance
                      performance: { window_days: 30, min_calls: 50, explore_percent: 0, until_known: weight }
            """).Tiers[1];

        (own.By, own.Performance).ShouldBe((
            TierOrder.Performance, new PerformanceTerms(TimeSpan.FromDays(30), 50, 0, TierOrder.Weight)));
        CampaignOf(ByWeight, "by: least_recently_used").Tiers[1].By.ShouldBe(TierOrder.LeastRecentlyUsed);
    }

    [Fact]
    public void A_plan_says_what_follows_how_many_ring_and_what_a_tier_must_bring()
    {
        var campaign = CampaignOf(ByWeight, """
            ring: together
                      min_revenue: "9.50"
                      next: { busy: next_tier, hung_up: stop, hung_up_within_seconds: 8 }
                  attempts_max: 4
                  next: { no_answer: again, again_max: 2, again_wait_seconds: 5 }
            """);

        var tier = campaign.Tiers[1];
        (tier.RingMax, tier.MinRevenue, tier.Next.Busy, tier.Next.NoAnswer).ShouldBe((3, Money.Usd(9.5m), NextStep.NextTier, null));
        (tier.Next.HungUp, tier.Next.HungUpWithin).ShouldBe((NextStep.Stop, TimeSpan.FromSeconds(8)));
        (campaign.AttemptsMax, campaign.Next.NoAnswer, campaign.Next.AgainMax).ShouldBe((4, NextStep.Again, 2));
        campaign.Tiers[0].RingsTogether.ShouldBeFalse();
    }

    [Fact]
    public void A_group_has_its_caps_and_its_targets_share_them()
    {
        var text = Markets.Boring
            .Replace("targets:\n  - id: acme-fl", "groups: [ { id: home, caps: { concurrent: 4, calls_per_day: 9, paced: true } } ]\ntargets:\n  - id: acme-fl")
            .Replace("ring_seconds: 25", "group: home");

        var book = Market.Compile(MarketFile.Read(text, "m.yaml").Document, Markets.Rules).Book.ShouldNotBeNull();

        var group = book.Targets[new TargetId("acme-fl")].Group.ShouldNotBeNull();
        group.ShouldBeSameAs(book.Groups[new GroupId("home")]);
        (group.Caps.Concurrent, group.Caps.LimitOf(CalendarPeriod.Day)!.Calls, group.Caps.Pacing).ShouldBe((4, 9, new PacingTerms(5)));
        MarketReferences.To(MarketFile.Read(text, "m.yaml").Document, "groups", "home").Single().Path.ShouldBe("/targets/acme-fl");
    }

    [Fact]
    public void An_overflow_needs_terms_for_every_publisher_there()
    {
        const string Spare = """
              - id: spare
                routing: { tiers: [ { targets: [ { id: overflow } ] } ] }
            """;
        var text = Markets.Boring.Replace("      tiers:\n        - targets: [ { id: acme-fl }", "      overflow: { campaign: spare }\n      tiers:\n        - targets: [ { id: acme-fl }")
            .Replace("campaigns:\n", "campaigns:\n" + Spare + "\n");

        var mistake = Markets.MistakesOf(text).ShouldHaveSingleItem();

        (mistake.Path, mistake.Code).ShouldBe(("/campaigns/1/routing/overflow/campaign", "overflow_terms"));
    }

    private static Campaign CampaignOf(string piece, string by)
    {
        var text = Markets.Boring.Replace(piece, by, StringComparison.Ordinal);
        var compiled = Market.Compile(MarketFile.Read(text, "m.yaml").Document, Markets.Rules);
        compiled.Mistakes.ShouldBeEmpty();
        return compiled.Book!.Campaigns[new CampaignId("auto-fl")];
    }
}
