using System.Text.RegularExpressions;
using Bidline.Campaigns;
using Bidline.Campaigns.Lists;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Routing;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;
using static Bidline.Tests.Routing.Judging;

namespace Bidline.Tests.Routing;

/// <summary>What a target asks of a call, condition by condition.</summary>
public sealed class FilterRuleTests
{
    [Fact]
    public void A_caller_of_another_state_fails_the_place_and_keeps_the_other_failures_too()
    {
        var target = Given.ATarget() with { Filter = new CallFilter.In("caller.state", ["TX", "GA"]), Paused = true };

        Codes(target).ShouldBe(["not_asked.paused", "not_asked.geo"]);
    }

    [Fact]
    public void A_field_that_nobody_sent_is_named() =>
        Judge(Given.ATarget() with { Filter = new CallFilter.Range("tags.age", 40, null) })
            .Failed.ShouldHaveSingleItem().Values["field"].ShouldBe("tags.age");

    [Theory]
    [InlineData("39", false)]
    [InlineData("40", true)]
    [InlineData("forty", false)]
    public void A_tag_is_compared_as_a_number(string age, bool eligible)
    {
        var profile = Given.AFloridian() with { Tags = new Dictionary<string, string> { ["age"] = age } };

        Judge(Given.ATarget() with { Filter = new CallFilter.Range("tags.age", 40, null) }, profile: profile)
            .IsEligible.ShouldBe(eligible);
    }

    [Fact]
    public void One_of_several_conditions_is_enough_for_any() =>
        Judge(Given.ATarget() with
        {
            Filter = new CallFilter.Any(
                [new CallFilter.In("caller.state", ["TX"]), new CallFilter.Prefix("caller.area_code", "30")]),
        }).IsEligible.ShouldBeTrue();

    [Fact]
    public void Not_turns_a_condition_around() =>
        Codes(Given.ATarget() with { Filter = new CallFilter.Not(new CallFilter.In("caller.state", ["FL"])) })
            .ShouldBe(["not_asked.filter"]);

    [Theory]
    [InlineData("caller.zip", "^331", null)]
    [InlineData("caller.zip", "^332", "not_asked.filter")]
    [InlineData("tags.age", "^5", "not_asked.field_missing")]
    public void A_pattern_is_looked_for_in_a_field(string field, string pattern, string? code)
    {
        var target = Given.ATarget() with
        {
            Filter = new CallFilter.Matches(field, new Regex(pattern, RegexOptions.NonBacktracking)),
        };

        Judge(target, Given.AFloridian() with { Zip = "33130" }).Failed.Select(reason => reason.Code).FirstOrDefault().ShouldBe(code);
    }

    [Theory]
    [InlineData("+13055550142", false)]
    [InlineData("+13055550143", true)]
    public void A_list_is_named_in_the_reason_and_the_caller_is_not(string listed, bool isEligible)
    {
        var rows = new ListRows(ListKind.Numbers);
        rows.Add(listed);
        var target = Given.ATarget() with
        {
            Filter = new CallFilter.Not(new CallFilter.InList("caller.number", "dnc", rows.ToList(null))),
        };

        var judged = Judge(target);

        judged.IsEligible.ShouldBe(isEligible);
        if (isEligible) return;
        judged.Failed.ShouldHaveSingleItem().Values.ShouldBe(new Dictionary<string, string>
        {
            ["field"] = "caller.number", ["value"] = "+1 (305) •••-••42", ["op"] = "not", ["wanted"] = "dnc",
        });
    }

    [Fact]
    public void A_pattern_that_is_not_read_in_time_lets_nobody_in_whichever_way_it_is_asked()
    {
        // Backtracking for once, so that the limit of time is really met.
        var slow = new CallFilter.Matches("tags.x", new Regex("^(a+)+$", RegexOptions.None, TimeSpan.FromMilliseconds(1)));
        var caller = Given.AFloridian() with { Tags = new Dictionary<string, string> { ["x"] = new string('a', 60) + "!" } };

        foreach (var filter in (CallFilter[])[slow, new CallFilter.Not(slow), new CallFilter.Any([new CallFilter.Not(slow)])])
        {
            Judge(Given.ATarget() with { Filter = filter }, caller)
                .Failed.ShouldHaveSingleItem().Values["value"].ShouldBe("not read in time");
        }
    }

    [Fact]
    public void The_callers_number_can_be_asked_for_and_is_not_written_down()
    {
        var target = Given.ATarget() with { Filter = new CallFilter.Prefix("caller.number", "+1212") };

        var reason = Judge(target).Failed.ShouldHaveSingleItem();

        reason.Values["value"].ShouldBe("+1 (305) •••-••42");
        Judge(target with { Filter = new CallFilter.Prefix("caller.number", "+1305") }).IsEligible.ShouldBeTrue();
    }

    [Theory]
    [InlineData("call.date", "2026-03-02", true)]
    [InlineData("caller.hour", "9", true)]
    [InlineData("caller.weekday", "tue", false)]
    [InlineData("call.number", "+18005550100", true)]
    public void Time_and_the_dialled_number_can_be_asked_for(string field, string value, bool isEligible)
    {
        var target = Given.ATarget() with { Filter = new CallFilter.In(field, [value]) };
        var campaign = Given.ACampaign("acme-fl");

        new TargetFinder(new StandingBoard(new FakeTimeProvider(Given.Monday9Am))).Judge(
            Given.ABook(campaign, target), campaign, Given.PublisherTerms(), Given.AFloridian(), Given.Monday9Am,
            new HashSet<TargetId>(), Given.Dialled).Candidacies.Single().IsEligible.ShouldBe(isEligible);
    }
}
