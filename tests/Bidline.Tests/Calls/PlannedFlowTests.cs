using System.Collections.Frozen;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Simulator.Carriers;
using Bidline.Tests.Auctions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Calls;

/// <summary>Whole calls through routing plans: what follows on a dial, several targets that ring at once, tiers with a minimum.</summary>
public sealed class PlannedFlowTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Later = TimeSpan.FromMilliseconds(400);

    [Fact]
    public async Task A_busy_target_is_dialled_again_as_its_rule_says_each_time_under_a_hold_of_its_own()
    {
        var campaign = Campaign(["high", "low"]);
        campaign = campaign with
        {
            Next = new NextRules { Busy = NextStep.Again, AgainMax = 2, AgainWait = TimeSpan.FromMilliseconds(5) },
        };
        await using var host = await HostAsync(campaign);

        var log = await host.CallAsync(Script(("high", new FarSide.Refuses(486, Soon))));

        log.OfType<CallEvent.DialStarted>().Select(dial => dial.Target.Value).ShouldBe(["high", "high", "high", "low"]);
        log.OfType<CallEvent.NextChosen>().Select(next => next.Reason.Code)
            .ShouldBe(["next.again", "next.again", "next.again_used_up"]);
        log.OfType<CallEvent.FundsHeld>().Select(held => held.Hold).Distinct().Count().ShouldBe(4);
        log.OfType<CallEvent.HoldReleased>().Count().ShouldBe(3);
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task A_rule_may_leave_a_tier_whatever_offers_it_has_left()
    {
        var campaign = Campaign(["high", "low"], ["third"]);
        campaign = campaign with { Next = new NextRules { NoAnswer = NextStep.Stop, Refused = NextStep.NextTier } };
        await using var host = await HostAsync(campaign);

        var log = await host.CallAsync(Script(("high", new FarSide.Refuses(603, Soon))));

        log.OfType<CallEvent.DialStarted>().Select(dial => dial.Target.Value).ShouldBe(["high", "third"]);
        log.OfType<CallEvent.NextChosen>().Single().Reason.Code.ShouldBe("next.tier");
        log.OfType<CallEvent.AuctionClosed>().Last().Auction.Tier.ShouldBe(1);
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task A_rule_may_stop_and_then_the_caller_hears_the_fallback()
    {
        var campaign = Campaign(["high", "low"], ["third"]);
        campaign = campaign with
        {
            Tiers = [campaign.Tiers[0] with { Next = new NextRules { Busy = NextStep.Stop } }, campaign.Tiers[1]],
        };
        await using var host = await HostAsync(campaign);

        var log = await host.CallAsync(Script(("high", new FarSide.Refuses(486, Soon))) with { AnnouncementLength = Soon });

        log.OfType<CallEvent.DialStarted>().Count().ShouldBe(1);
        log.OfType<CallEvent.NextChosen>().Single().Reason.Values["whose"].ShouldBe("tier");
        log.OfType<CallEvent.FallbackStarted>().Count().ShouldBe(1);
        log.OfType<CallEvent.Ended>().Single().Reason.Code.ShouldBe("dial.busy");
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task No_call_is_dialled_more_often_than_its_campaign_allows()
    {
        var campaign = Campaign(["high", "low", "third"]) with { AttemptsMax = 2 };
        await using var host = await HostAsync(campaign);

        var log = await host.CallAsync(
            Script(("high", new FarSide.Refuses(486, Soon)), ("low", new FarSide.Refuses(486, Soon))) with { AnnouncementLength = Soon });

        log.OfType<CallEvent.DialStarted>().Count().ShouldBe(2);
        log.OfType<CallEvent.NextChosen>().Last().Reason.Code.ShouldBe("next.attempts");
        log.OfType<CallEvent.FallbackStarted>().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_target_that_hangs_up_at_once_owes_nothing_and_the_caller_is_sold_to_the_next()
    {
        var campaign = Campaign(["high", "low"]) with { Next = HungUp(NextStep.Next) };
        await using var host = await HostAsync(campaign);

        var log = await host.CallAsync(Script(("high", new FarSide.Answers(Soon, HangsUpAfter: Soon))));

        log.OfType<CallEvent.Connected>().Select(each => each.Target.Value).ShouldBe(["high", "low"]);
        log.OfType<CallEvent.HungUp>().Single().Target.Value.ShouldBe("high");
        log.OfType<CallEvent.HoldReleased>().Single().Reason.Code.ShouldBe("dial.hung_up");
        log.OfType<CallEvent.Settled>().Single().Revenue.ShouldBe(Money.Usd(20));
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task When_nobody_else_is_there_after_a_quick_hang_up_nothing_is_charged()
    {
        var campaign = Campaign(["high"]) with { Next = HungUp(NextStep.Next) };
        await using var host = await HostAsync(campaign);

        var log = await host.CallAsync(
            Script(("high", new FarSide.Answers(Soon, HangsUpAfter: Soon))) with { AnnouncementLength = Soon });

        var ended = log.OfType<CallEvent.Ended>().Single();
        (ended.Outcome, ended.Reason.Code).ShouldBe((CallOutcome.NotConnected, "dial.hung_up"));
        log.OfType<CallEvent.Settled>().Single().Revenue.ShouldBe(Money.Usd(0));
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task A_target_that_hangs_up_after_its_rule_was_met_pays_and_the_call_is_over()
    {
        var campaign = Campaign(["high", "low"]) with { Next = HungUp(NextStep.Next) };
        await using var host = await HostAsync(campaign);

        var log = await host.CallAsync(Script(("high", new FarSide.Answers(Soon, HangsUpAfter: TimeSpan.FromMilliseconds(180)))));

        log.OfType<CallEvent.HungUp>().ShouldBeEmpty();
        log.OfType<CallEvent.Settled>().Single().Revenue.ShouldBe(Money.Usd(34));
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task Of_several_that_ring_the_first_to_answer_gets_the_caller_and_every_other_hold_is_given_back()
    {
        await using var host = await HostAsync(Together(["high", "low", "third"], 3));
        SimulatedCarrier? caller = null;

        var log = await host.CallAsync(
            Script(("high", new FarSide.NeverAnswers()), ("third", new FarSide.Answers(Later))), carrier => caller = carrier);

        caller!.Dialled.Count.ShouldBe(3);
        caller.Cancelled.Count.ShouldBe(2);
        log.OfType<CallEvent.FundsHeld>().Count().ShouldBe(3);
        log.OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("low");
        log.OfType<CallEvent.DialFailed>().ShouldAllBe(failed => failed.Reason.Code == "dial.answered_elsewhere");
        log.OfType<CallEvent.HoldReleased>().Count().ShouldBe(2);
        log.OfType<CallEvent.Settled>().Single().Revenue.ShouldBe(Money.Usd(20));
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task When_all_answer_at_the_same_moment_exactly_one_is_sold_to_again_and_again()
    {
        await using var host = await HostAsync(Together(["high", "low", "third"], 3));
        await host.Keeping.TopUpAsync(5000m);

        for (var i = 0; i < 20; i++)
        {
            var log = await host.CallAsync(Script());

            log.OfType<CallEvent.Connected>().Count().ShouldBe(1);
            log.OfType<CallEvent.FundsHeld>().Count().ShouldBe(3, $"round {i}");
            log.OfType<CallEvent.HoldReleased>().Count().ShouldBe(2);
            var sold = log.OfType<CallEvent.Connected>().Single().Attempt;
            var held = log.OfType<CallEvent.FundsHeld>().Single(each => each.Attempt == sold);
            log.OfType<CallEvent.Settled>().Single().Revenue.ShouldBe(held.Terms.Price);
        }

        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task When_none_of_several_answers_the_rest_of_the_tier_rings_and_then_the_next_tier()
    {
        await using var host = await HostAsync(Together(["high", "low", "third"], 2, ["fourth"]));

        var log = await host.CallAsync(Script(
            ("high", new FarSide.Refuses(486, Soon)), ("low", new FarSide.Refuses(486, Soon)),
            ("third", new FarSide.Refuses(603, Soon))));

        log.OfType<CallEvent.DialStarted>().Select(dial => dial.Target.Value).Order()
            .ShouldBe(["fourth", "high", "low", "third"]);
        log.OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("fourth");
        log.OfType<CallEvent.HoldReleased>().Count().ShouldBe(3);
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task A_caller_who_leaves_while_several_ring_costs_nobody_anything()
    {
        await using var host = await HostAsync(Together(["high", "low"], 2));
        var never = new FarSide.NeverAnswers();

        var log = await host.CallAsync(
            Script(("high", never), ("low", never)) with { CallerLeavesAfter = TimeSpan.FromMilliseconds(700) });

        log.OfType<CallEvent.Ended>().Single().Outcome.ShouldBe(CallOutcome.Abandoned);
        log.OfType<CallEvent.HoldReleased>().Count().ShouldBe(2);
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task Whoever_was_cancelled_for_one_that_hung_up_at_once_rings_again()
    {
        var campaign = Together(["high", "low"], 2) with { Next = HungUp(NextStep.Next) };
        await using var host = await HostAsync(campaign);

        var log = await host.CallAsync(Script(
            ("high", new FarSide.Answers(Later)), ("low", new FarSide.Answers(Soon, HangsUpAfter: Soon))));

        log.OfType<CallEvent.Connected>().Select(each => each.Target.Value).ShouldBe(["low", "high"]);
        log.OfType<CallEvent.Settled>().Single().Revenue.ShouldBe(Money.Usd(34));
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task A_ping_tree_asks_less_from_tier_to_tier_and_says_what_a_price_was_short_of()
    {
        var campaign = Campaign(["high"], ["low"], ["third"]);
        decimal?[] least = [40, 25, null];
        campaign = campaign with
        {
            Tiers = [.. campaign.Tiers.Zip(least, (tier, min) => tier with { MinRevenue = min is { } amount ? Money.Usd(amount) : null })],
        };
        await using var host = await HostAsync(campaign);

        var log = await host.CallAsync(Script());

        var auction = log.OfType<CallEvent.AuctionClosed>().Single().Auction;
        auction.Tier.ShouldBe(2);
        auction.Candidates.Select(row => row.Reason.Code)
            .ShouldBe(["not_asked.below_tier_minimum", "not_asked.below_tier_minimum", "won"]);
        auction.Candidates[1].Reason.Values.ShouldBe(
            new Dictionary<string, string> { ["price"] = "20.00", ["least"] = "25.00", ["tier"] = "2" }, ignoreOrder: true);
        log.OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("third");
    }

    [Fact]
    public async Task A_group_at_its_limit_sends_the_caller_to_a_target_outside_of_it()
    {
        var group = new TargetGroup(new GroupId("home"), "Home", Caps.None.With(new CapLimit(CalendarPeriod.Day, 1, null)));
        await using var host = await HostAsync(Campaign(["high", "low", "third"]), target =>
            target.Id.Value == "third" ? target : target with { Group = group });

        var first = await host.CallAsync(Script());
        var second = await host.CallAsync(Script());

        first.OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("high");
        second.OfType<CallEvent.HoldRefused>().Select(refused => refused.Reason.Values["whose"]).ShouldBe(["group", "group"]);
        second.OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("third");
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task A_sale_that_would_pass_the_publishers_money_is_not_made_and_the_next_cheaper_one_is()
    {
        var campaign = Campaign(["high", "third"]);
        var terms = Given.PublisherTerms() with
        {
            Caps = Caps.None.With(new CapLimit(CalendarPeriod.Day, null, Money.Usd(40))),
        };
        await using var host = await HostAsync(campaign, terms: terms);

        var first = await host.CallAsync(Script());
        var second = await host.CallAsync(Script());

        // 80 % of 34 is 27.20; another 27.20 would pass 40, 80 % of 15 does not.
        first.OfType<CallEvent.Settled>().Single().Payout.ShouldBe(Money.Usd(27.2m));
        second.OfType<CallEvent.HoldRefused>().Single().Reason.Code.ShouldBe("not_asked.cap_spend");
        second.OfType<CallEvent.Settled>().Single().Payout.ShouldBe(Money.Usd(12));
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task When_every_tier_is_out_the_call_goes_through_the_plan_of_another_campaign_under_its_terms()
    {
        var other = Campaign(["third"]) with { Id = new CampaignId("spare") };
        var campaign = Campaign(["high"], ["low"]) with { Overflow = new Overflow.ToCampaign(other.Id) };
        await using var host = await HostAsync(campaign, more: other);
        var busy = new FarSide.Refuses(486, Soon);

        var log = await host.CallAsync(Script(("high", busy), ("low", busy)));

        log.OfType<CallEvent.Overflowed>().Single().To.ShouldBe(other.Id);
        log.OfType<CallEvent.AuctionClosed>().Select(closed => closed.Auction.Trigger)
            .ShouldBe(["call", "reroute", "overflow"]);
        log.OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("third");
        log.OfType<CallEvent.Settled>().Single().Revenue.ShouldBe(Money.Usd(15));
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task An_overflow_number_is_dialled_at_nobodys_cost_and_its_silence_leaves_the_fallback()
    {
        var campaign = Campaign(["high"]) with { Overflow = new Overflow.ToNumber(PhoneNumber.Parse("+13055550199")) };
        await using var host = await HostAsync(campaign);

        var log = await host.CallAsync(
            Script(("high", new FarSide.Refuses(486, Soon))) with { AnnouncementLength = Soon });

        log.OfType<CallEvent.Overflowed>().Single().Reason.Code.ShouldBe("overflow.number");
        log.OfType<CallEvent.FallbackStarted>().Single().Kind.ShouldBe("say", "there is no trunk that dials");
        log.OfType<CallEvent.Settled>().Single().Revenue.ShouldBe(Money.Usd(0));
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task A_rule_that_stops_does_not_overflow()
    {
        var other = Campaign(["third"]) with { Id = new CampaignId("spare") };
        var campaign = Campaign(["high"]) with
        {
            Overflow = new Overflow.ToCampaign(other.Id), Next = new NextRules { Busy = NextStep.Stop },
        };
        await using var host = await HostAsync(campaign, more: other);

        var log = await host.CallAsync(
            Script(("high", new FarSide.Refuses(486, Soon))) with { AnnouncementLength = Soon });

        log.OfType<CallEvent.Overflowed>().ShouldBeEmpty();
        log.OfType<CallEvent.FallbackStarted>().Count().ShouldBe(1);
    }

    private static NextRules HungUp(NextStep step) => new() { HungUp = step, HungUpWithin = TimeSpan.FromSeconds(5) };

    private static Campaign Campaign(params string[][] tiers) => Given.ACampaign(0, tiers);

    private static Campaign Together(string[] tier, int most, params string[][] more)
    {
        var campaign = Given.ACampaign(0, [tier, .. more]);
        return campaign with { Tiers = [campaign.Tiers[0] with { RingMax = most }, .. campaign.Tiers.Skip(1)] };
    }

    private static CarrierScript Script(params (string Target, FarSide Does)[] far) => new()
    {
        FarSides = new[] { "high", "low", "third", "fourth" }.ToDictionary(
            id => Uri(id),
            id => far.FirstOrDefault(each => each.Target == id).Does ?? new FarSide.Answers(Soon)),
        CallerTalksFor = TimeSpan.FromMilliseconds(250),
    };

    private static Task<FlowHost> HostAsync(
        Campaign campaign, Func<Target, Target>? change = null, PublisherTerms? terms = null, Campaign? more = null)
    {
        terms = (terms ?? Given.PublisherTerms()) with { Qualify = new QualifyRule(TimeSpan.FromMilliseconds(100)) };
        Campaign WithTerms(Campaign each) => each with
        {
            Publishers = FrozenDictionary.ToFrozenDictionary([terms], it => it.Publisher),
        };
        var book = Given.ABook(
            WithTerms(campaign),
            [.. new[] { Target("high", 34), Target("low", 20), Target("third", 15), Target("fourth", 10) }.Select(change ?? (it => it))]);
        if (more is not null)
            book = book with { Campaigns = new[] { WithTerms(campaign), WithTerms(more) }.ToFrozenDictionary(it => it.Id) };
        return FlowHost.StartAsync(book, new ScriptedBidders().Auctioneer);
    }

    private static Target Target(string id, decimal price) => Given.ATarget(id, price: price) with
    {
        Destination = new Destination.Sip(Uri(id)),
        RingTime = TimeSpan.FromMilliseconds(1500),
        Qualify = new QualifyRule(TimeSpan.FromMilliseconds(100)),
    };

    private static string Uri(string id) => $"sip:{id}@127.0.0.1:5071";

    private static async Task ShouldBeSoundAsync(FlowHost host)
    {
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
        (await host.Keeping.HoldsAsync("open")).ShouldBe(0);
        host.LiveCount.ShouldBe(0);
    }
}
