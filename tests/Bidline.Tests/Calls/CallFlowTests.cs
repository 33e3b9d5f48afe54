using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Simulator.Carriers;
using Bidline.Tests.Auctions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Calls;

public sealed class CallFlowTests
{
    private const string Low = "sip:low@127.0.0.1:5071";
    private const string High = "sip:high@127.0.0.1:5072";

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task The_highest_price_wins_talks_long_enough_and_is_billed()
    {
        await using var host = await HostAsync();

        var log = await host.CallAsync(Script() with { CallerTalksFor = TimeSpan.FromMilliseconds(120) });

        log.OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("high");
        log.OfType<CallEvent.Ended>().Single().Outcome.ShouldBe(CallOutcome.Connected);
        var settled = log.OfType<CallEvent.Settled>().Single();
        (settled.Revenue, settled.Payout, settled.Margin).ShouldBe((Money.Usd(34), Money.Usd(27.2m), Money.Usd(6.8m)));
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task A_short_talk_is_not_billed_and_frees_what_was_held()
    {
        await using var host = await HostAsync();

        var log = await host.CallAsync(Script() with { CallerTalksFor = TimeSpan.FromMilliseconds(10) });

        log.OfType<CallEvent.Ended>().Single().Reason.Code.ShouldBe("pay.too_short");
        log.OfType<CallEvent.Settled>().Single().Revenue.ShouldBe(Money.Usd(0));
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task When_the_winner_is_busy_the_next_one_answers()
    {
        await using var host = await HostAsync();

        var log = await host.CallAsync(Script(high: new FarSide.Refuses(486, Soon)) with { CallerTalksFor = Soon });

        log.OfType<CallEvent.DialFailed>().Single().Reason.Code.ShouldBe("dial.busy");
        log.OfType<CallEvent.HoldReleased>().Single().Attempt.ShouldBe(1);
        log.OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("low");
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task When_nobody_answers_the_caller_hears_the_fallback()
    {
        await using var host = await HostAsync();
        SimulatedCarrier? caller = null;
        var nobody = Script(new FarSide.NeverAnswers(), new FarSide.NeverAnswers()) with { AnnouncementLength = Soon };

        var log = await host.CallAsync(nobody, carrier => caller = carrier);

        log.OfType<CallEvent.Ended>().Single().Outcome.ShouldBe(CallOutcome.NotConnected);
        log.OfType<CallEvent.FallbackStarted>().Single().Text.ShouldBe("Sorry.");
        caller!.Announced.Count.ShouldBe(1);
        caller.IsHungUp.ShouldBeTrue();
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task A_caller_who_hangs_up_while_it_rings_costs_nobody_anything()
    {
        await using var host = await HostAsync();

        var log = await host.CallAsync(
            Script(new FarSide.NeverAnswers(), new FarSide.NeverAnswers()) with { CallerLeavesAfter = TimeSpan.FromMilliseconds(900) });

        var ended = log.OfType<CallEvent.Ended>().Single();
        (ended.Outcome, ended.Reason.Code).ShouldBe((CallOutcome.Abandoned, "call.caller_hangup_ringing"));
        log.OfType<CallEvent.HoldReleased>().Count().ShouldBe(1);
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task An_offer_that_expired_while_another_rang_is_not_dialled_and_its_bidder_is_asked_again()
    {
        using var bidders = new ScriptedBidders()
            .With("high", Some.Bid(34)).With("low", Some.Bid(20, valid: 1));
        await using var host = await HostAsync(bidders);

        var log = await host.CallAsync(Script(high: new FarSide.NeverAnswers()) with { CallerTalksFor = Soon });

        log.OfType<CallEvent.HoldRefused>().Single().Reason.Code.ShouldBe("rejected.expired");
        var again = log.OfType<CallEvent.AuctionClosed>().Last().Auction;
        again.Trigger.ShouldBe("reroute");
        again.Candidates.Select(row => (row.Target.Value, row.Reason.Code))
            .ShouldBe([("high", "not_asked.already_tried"), ("low", "won")]);
        log.OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("low");
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task A_campaign_that_allows_a_loss_pays_the_publisher_its_promise_and_the_books_agree()
    {
        var campaign = Given.ACampaign("low");
        campaign = campaign with
        {
            Auction = campaign.Auction with { Margin = new MarginTerms(null, null, AllowLoss: true) },
        };
        var fixedPayout = Given.PublisherTerms() with { Payout = new PayoutTerms.Fixed(Money.Usd(30)) };
        await using var host = await HostAsync(campaign, fixedPayout);

        var log = await host.CallAsync(Script() with { CallerTalksFor = TimeSpan.FromMilliseconds(200) });

        var settled = log.OfType<CallEvent.Settled>().Single();
        (settled.Revenue, settled.Payout, settled.Margin).ShouldBe((Money.Usd(20), Money.Usd(30), Money.Usd(-10)));
        settled.PublisherVerdict.Code.ShouldBe("pay.qualified");
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task A_call_that_has_ended_teaches_what_to_expect_of_its_buyer()
    {
        await using var host = await HostAsync();

        await host.CallAsync(Script(high: new FarSide.Refuses(486, Soon)) with { CallerTalksFor = Soon });

        var odds = host.Odds.Current.Of(
            new CampaignId("auto-fl"), new PublisherId("zeta"), new BuyerId("acme"), TimeSpan.FromSeconds(1),
            TimeProvider.System.GetUtcNow());
        (Math.Round(odds.BuyerDials, 3), Math.Round(odds.BuyerTalks, 3)).ShouldBe((2, 1));
    }

    [Fact]
    public async Task The_second_tier_is_asked_when_the_first_is_exhausted()
    {
        await using var host = await HostAsync(Given.ACampaign(0, ["high"], ["low"]));

        var log = await host.CallAsync(Script(high: new FarSide.Refuses(603, Soon)) with { CallerTalksFor = Soon });

        log.OfType<CallEvent.AuctionClosed>().Select(closed => closed.Auction.Trigger).ShouldBe(["call", "reroute"]);
        log.OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("low");
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task Without_a_buyer_the_reason_is_that_of_the_candidate_closest_to_a_sale()
    {
        await using var host = await HostAsync(Given.ACampaign(floor: 40, ["high"], ["low"]));

        var log = await host.CallAsync(Script() with { AnnouncementLength = Soon });

        var ended = log.OfType<CallEvent.Ended>().Single();
        (ended.Outcome, ended.Reason.Code).ShouldBe((CallOutcome.NoBuyer, "not_asked.price_below_floor"));
        log.OfType<CallEvent.AuctionClosed>().Single().Auction.Candidates.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_price_that_would_pay_the_publisher_more_than_it_brings_is_not_dialled()
    {
        var fixedPayout = Given.PublisherTerms() with { Payout = new PayoutTerms.Fixed(Money.Usd(30)) };
        await using var host = await HostAsync(Given.ACampaign("high", "low"), fixedPayout);

        var log = await host.CallAsync(Script(high: new FarSide.Refuses(486, Soon)) with { AnnouncementLength = Soon });

        log.OfType<CallEvent.AuctionClosed>().Single().Auction.Candidates
            .Single(row => row.Target.Value == "low").Reason.Code.ShouldBe("not_asked.margin");
        log.OfType<CallEvent.DialStarted>().Single().Target.Value.ShouldBe("high");
    }

    private static CarrierScript Script(FarSide? high = null, FarSide? low = null) => new()
    {
        FarSides = new Dictionary<string, FarSide>
        {
            [High] = high ?? new FarSide.Answers(Soon),
            [Low] = low ?? new FarSide.Answers(Soon),
        },
    };

    private static Task<FlowHost> HostAsync(Campaign? campaign = null, PublisherTerms? publisher = null)
    {
        var terms = publisher ?? Given.PublisherTerms();
        var sold = (campaign ?? Given.ACampaign("high", "low")) with
        {
            Publishers = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(
                [terms with { Qualify = new QualifyRule(TimeSpan.FromMilliseconds(100)) }], it => it.Publisher),
        };
        var book = Given.ABook(sold, Target("high", 34, High), Target("low", 20, Low));
        return FlowHost.StartAsync(book, new ScriptedBidders().Auctioneer);
    }

    private static Task<FlowHost> HostAsync(ScriptedBidders bidders)
    {
        var campaign = Given.ACampaign("high", "low");
        var targets = new[] { Target("high", 34, High), Target("low", 20, Low) }.Select(target => target with
        {
            Price = Given.ABidder(target.Id.Value, url: $"http://127.0.0.1:1/{target.Id}").Price,
        });
        return FlowHost.StartAsync(Given.ABook(campaign, [.. targets]), bidders.Auctioneer);
    }

    private static Target Target(string id, decimal price, string uri) => Given.ATarget(id, price: price) with
    {
        Destination = new Destination.Sip(uri),
        RingTime = TimeSpan.FromMilliseconds(1500),
        Qualify = new QualifyRule(TimeSpan.FromMilliseconds(100)),
    };

    private static async Task ShouldBeSoundAsync(FlowHost host)
    {
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
        (await host.Keeping.HoldsAsync("pending")).ShouldBe(0);
        host.LiveCount.ShouldBe(0);
    }
}
