using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Routing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Routing;

public sealed class RepeatCallersTests
{
    private static readonly DateTimeOffset Now = Given.Monday9Am;

    [Theory]
    [InlineData(DuplicateScope.Target, "acme-fl", "acme", "auto-fl", true)]
    [InlineData(DuplicateScope.Target, "acme-fl", "acme", "home-fl", true)]
    [InlineData(DuplicateScope.Target, "acme-tx", "acme", "auto-fl", false)]
    [InlineData(DuplicateScope.Buyer, "acme-tx", "acme", "home-fl", true)]
    [InlineData(DuplicateScope.Buyer, "beta-fl", "beta", "auto-fl", false)]
    [InlineData(DuplicateScope.Campaign, "beta-fl", "beta", "auto-fl", true)]
    [InlineData(DuplicateScope.Campaign, "acme-fl", "acme", "home-fl", false)]
    [InlineData(DuplicateScope.Campaign, null, null, "auto-fl", true)]
    public void A_rule_looks_where_it_says(
        DuplicateScope scope, string? target, string? buyer, string campaign, bool found)
    {
        PastContact[] past =
        [
            new(
                new CampaignId(campaign), target is null ? null : new TargetId(target),
                buyer is null ? null : new BuyerId(buyer), Now.AddDays(-1), Now.AddDays(-1), null, null),
        ];

        var reason = Skip(Rule(scope), past);

        (reason is not null).ShouldBe(found);
    }

    [Theory]
    [InlineData(ContactStage.Called, ContactStage.Called, true)]
    [InlineData(ContactStage.Connected, ContactStage.Called, false)]
    [InlineData(ContactStage.Connected, ContactStage.Qualified, true)]
    [InlineData(ContactStage.Qualified, ContactStage.Connected, false)]
    [InlineData(ContactStage.Converted, ContactStage.Qualified, false)]
    [InlineData(ContactStage.Converted, ContactStage.Converted, true)]
    public void A_rule_wants_that_the_earlier_call_came_so_far(ContactStage since, ContactStage came, bool found) =>
        (Skip(Rule(since: since), [Contact(came, TimeSpan.FromDays(1))]) is not null).ShouldBe(found);

    [Theory]
    [InlineData(0, true)]
    [InlineData(30, true)] // to the tick
    [InlineData(30.0001, false)]
    public void A_window_ends_to_the_moment(double days, bool found) =>
        (Skip(Rule(), [Contact(ContactStage.Connected, TimeSpan.FromDays(days))]) is not null).ShouldBe(found);

    [Fact]
    public void The_reason_says_what_was_compared()
    {
        var reason = Skip(Rule(), [Contact(ContactStage.Connected, TimeSpan.FromDays(12))]).ShouldNotBeNull();

        Bidline.Calls.Reasons.ReasonCatalogue.Say(reason).ShouldBe(
            "the caller connected with this target 12 days ago: the target takes nobody again within 30 days");
    }

    [Fact]
    public void A_call_that_goes_on_counts_as_what_it_may_become()
    {
        var live = Contact(ContactStage.Converted, TimeSpan.FromSeconds(40)) with { Live = true };

        var reason = Skip(Rule(since: ContactStage.Converted), [live]).ShouldNotBeNull();

        (reason.Values["ago"], reason.Values["live"]).ShouldBe(("40 seconds", "and that call goes on"));
    }

    [Fact]
    public void Rules_of_target_buyer_and_campaign_all_count_and_the_first_is_named()
    {
        var past = new[] { Contact(ContactStage.Connected, TimeSpan.FromDays(1)) };
        var rule = Rule();

        var target = Given.ATarget() with { Duplicates = rule };
        RepeatCallers.Skip(target, Given.ABuyer() with { Duplicates = rule }, Given.ACampaign("acme-fl"), past, Now)!
            .Values["whose"].ShouldBe("target");
        RepeatCallers.Skip(Given.ATarget(), Given.ABuyer() with { Duplicates = rule }, Given.ACampaign("acme-fl"), past, Now)!
            .Values["whose"].ShouldBe("buyer");
        RepeatCallers.Skip(
            Given.ATarget(), Given.ABuyer(), Given.ACampaign("acme-fl") with { Duplicates = rule }, past, Now)!
            .Values["whose"].ShouldBe("campaign");
    }

    [Theory]
    [InlineData(UnpaidSide.Both, true, true)]
    [InlineData(UnpaidSide.Buyer, true, false)]
    [InlineData(UnpaidSide.Publisher, false, true)]
    public void Who_does_not_pay_is_as_the_rule_says(UnpaidSide side, bool buyer, bool publisher)
    {
        var rule = Rule() with { Action = DuplicateAction.AllowUnpaid, Unpaid = side };
        var past = new[] { Contact(ContactStage.Connected, TimeSpan.FromDays(1)) };

        var unpaid = RepeatCallers.Unpaid(
            Given.ATarget() with { Duplicates = rule }, Given.ABuyer(), Given.ACampaign("acme-fl"), past, Now).ShouldNotBeNull();

        (unpaid.Buyer?.Code, unpaid.Publisher?.Code).ShouldBe(
            (buyer ? "pay.duplicate" : null, publisher ? "pay.duplicate" : null));
    }

    [Fact]
    public void Two_rules_add_up_to_nobody_paying()
    {
        var past = new[] { Contact(ContactStage.Connected, TimeSpan.FromDays(1)) };
        var rule = Rule() with { Action = DuplicateAction.AllowUnpaid, Unpaid = UnpaidSide.Publisher };

        var unpaid = RepeatCallers.Unpaid(
            Given.ATarget() with { Duplicates = rule },
            Given.ABuyer() with { Duplicates = rule with { Unpaid = UnpaidSide.Buyer } },
            Given.ACampaign("acme-fl"), past, Now).ShouldNotBeNull();

        (unpaid.Buyer!.Values["whose"], unpaid.Publisher!.Values["whose"]).ShouldBe(("buyer", "target"));
    }

    private static Reason? Skip(DuplicateRule rule, IReadOnlyList<PastContact> past) => RepeatCallers.Skip(
        Given.ATarget() with { Duplicates = rule }, Given.ABuyer(), Given.ACampaign("acme-fl"), past, Now);

    private static DuplicateRule Rule(
        DuplicateScope scope = DuplicateScope.Target, ContactStage since = ContactStage.Connected) =>
        new(scope, since, TimeSpan.FromDays(30), DuplicateAction.Skip, UnpaidSide.Both);

    private static PastContact Contact(ContactStage came, TimeSpan ago)
    {
        var at = Now - ago;
        return new PastContact(
            new CampaignId("auto-fl"), new TargetId("acme-fl"), new BuyerId("acme"), at,
            came >= ContactStage.Connected ? at : null, came >= ContactStage.Qualified ? at : null,
            came >= ContactStage.Converted ? at : null);
    }
}
