using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Routing;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Routing;

public sealed class SameTargetTests
{
    private static readonly DuplicateRule Back = new(
        DuplicateScope.Target, ContactStage.Connected, TimeSpan.FromDays(30), DuplicateAction.SameTarget, UnpaidSide.Both);

    [Fact]
    public void The_target_that_had_the_caller_last_is_asked_alone_though_its_tier_comes_later()
    {
        var judged = Judge([Had("t2", 9), Had("t3", 2)], []);

        judged.Candidacies.Where(it => it.IsEligible).ShouldHaveSingleItem().Target.Id.Value.ShouldBe("t3");
        var other = judged.Candidacies.First(it => it.Target.Id.Value == "t1").Failed.ShouldHaveSingleItem();
        other.Code.ShouldBe("not_asked.same_target");
        (other.Values["target"], other.Values["ago"], other.Values["window"]).ShouldBe(("t3", "2 days", "30 days"));
    }

    [Fact]
    public void Once_it_was_tried_everybody_else_is_asked_as_usual()
    {
        var judged = Judge([Had("t3", 2)], [new TargetId("t3")]);

        judged.Candidacies.Where(it => it.IsEligible).Select(it => it.Target.Id.Value).ShouldBe(["t1", "t2"]);
    }

    [Fact]
    public void A_caller_nobody_had_goes_the_usual_way() =>
        Judge(null, []).Candidacies.ShouldAllBe(it => it.IsEligible);

    [Fact]
    public void A_repeat_within_seconds_goes_to_the_target_that_was_tried_last()
    {
        var campaign = Campaign() with { Repeat = new RepeatTerms(TimeSpan.FromSeconds(90), RepeatAction.SameTarget) };
        var tried = Had("t2", 0) with { Called = Given.Monday9Am.AddSeconds(-90), Connected = null };

        var judged = Judge([tried], [], campaign);
        var late = Judge([tried with { Called = Given.Monday9Am.AddSeconds(-91) }], [], campaign);

        judged.Candidacies.Where(it => it.IsEligible).ShouldHaveSingleItem().Target.Id.Value.ShouldBe("t2");
        late.Candidacies.ShouldAllBe(it => it.IsEligible);
    }

    [Fact]
    public void A_big_campaign_writes_out_as_many_of_the_others_as_elsewhere_and_counts_the_rest()
    {
        var targets = Enumerable.Range(0, 700).Select(i => Given.ATarget($"t{i}") with { Duplicates = Back }).ToArray();
        var campaign = Given.ACampaign([.. targets.Select(target => target.Id.Value)]);

        var judged = Judge([Had("t500", 2)], [], campaign, targets);

        judged.Candidacies.Where(it => it.IsEligible).ShouldHaveSingleItem().Target.Id.Value.ShouldBe("t500");
        judged.Candidacies.Count.ShouldBe(TargetFinder.ListedMax + 1);
        judged.Unlisted.ShouldBe([new UnlistedTargets("not_asked.same_target", 700 - TargetFinder.ListedMax - 1)]);
    }

    private static Judged Judge(
        IReadOnlyList<PastContact>? past, HashSet<TargetId> tried, Campaign? campaign = null, Target[]? targets = null)
    {
        campaign ??= Campaign();
        targets ??= [.. Enumerable.Range(1, 3).Select(i => Given.ATarget($"t{i}") with
        {
            Duplicates = campaign.Repeat is null ? Back : null,
        })];
        return new TargetFinder(new StandingBoard(new FakeTimeProvider(Given.Monday9Am))).Judge(
            Given.ABook(campaign, targets), campaign, Given.PublisherTerms(), Given.AFloridian() with { Past = past },
            Given.Monday9Am, tried);
    }

    private static Campaign Campaign() => Given.ACampaign(0, ["t1", "t2"], ["t3"]);

    private static PastContact Had(string target, int daysAgo)
    {
        var at = Given.Monday9Am.AddDays(-daysAgo);
        return new PastContact(new CampaignId("auto-fl"), new TargetId(target), new BuyerId("acme"), at, at, null, null);
    }
}
