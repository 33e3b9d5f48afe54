using System.Collections.Frozen;
using Bidline.Auctions;
using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Auctions;

public sealed class BidJudgeTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 14, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_valid_bid_becomes_an_offer_on_its_own_terms()
    {
        var offer = Judge(Some.Bid(31.5m, qualify: 90, valid: 30)).Offer!;

        offer.Price.ShouldBe(Money.Usd(31.5m));
        offer.Destination.ShouldBe(new Destination.Sip("sip:desk@10.0.0.9"));
        offer.Qualify.Connected.ShouldBe(TimeSpan.FromSeconds(90));
        offer.ExpiresAt.ShouldBe(Now.AddSeconds(30));
    }

    [Fact]
    public void A_bid_without_seconds_takes_those_of_the_target() =>
        Judge(Some.Bid(31)).Offer!.Qualify.Connected.ShouldBe(TimeSpan.FromSeconds(60));

    [Fact]
    public void A_bid_below_the_floor_is_rejected_with_both_amounts()
    {
        var judgement = Judge(Some.Bid(11.99m));

        judgement.Reason.Code.ShouldBe("rejected.below_floor");
        judgement.Reason.Values["bid"].ShouldBe("11.99");
        judgement.Reason.Values["floor"].ShouldBe("12.00");
        judgement.Reason.Values["gap"].ShouldBe("0.01");
    }

    [Fact]
    public void A_floor_by_rule_stands_in_place_of_the_campaigns_own_and_is_named()
    {
        var floor = new PriceFloor(Money.Usd(24), "tx-nights");

        Judge(Some.Bid(24), change: order => order with { Floor = floor }).Offer.ShouldNotBeNull();
        var reason = Judge(Some.Bid(18), change: order => order with { Floor = floor }).Reason;

        ReasonCatalogue.Say(reason).ShouldBe("bid 18.00 is below the floor of 24.00 (rule tx-nights)");
        Judge(Some.Bid(11)).Reason.Values["rule"].ShouldBe("campaign");
    }

    [Theory]
    [InlineData(null, null, false, "0.00")]
    [InlineData(20.0, null, false, "5.00")]
    [InlineData(null, 4.5, false, "4.50")]
    [InlineData(null, null, true, null)]
    public void A_bid_that_leaves_less_than_the_campaigns_margin_is_rejected(
        double? percent, double? amount, bool allowLoss, string? min)
    {
        var terms = new MarginTerms(
            (decimal?)percent, amount is { } least ? Money.Usd((decimal)least) : null, allowLoss);

        var judgement = Judge(Some.Bid(25), change: order => Paying(order, 26, terms));

        if (min is null) judgement.Offer.ShouldNotBeNull();
        else
        {
            judgement.Reason.Code.ShouldBe("rejected.below_margin");
            (judgement.Reason.Values["margin"], judgement.Reason.Values["min"]).ShouldBe(("-1.00", min));
        }
    }

    [Fact]
    public void A_bid_that_leaves_exactly_the_margin_is_valid() =>
        Judge(Some.Bid(25), change: order => Paying(order, 20, new MarginTerms(20, null, false))).Offer.ShouldNotBeNull();

    [Fact]
    public void A_bid_at_the_floor_is_valid() => Judge(Some.Bid(12)).Offer.ShouldNotBeNull();

    [Fact]
    public void A_bid_above_the_bidders_maximum_is_refused_not_trimmed() =>
        Judge(Some.Bid(60.01m)).Reason.Code.ShouldBe("rejected.above_max");

    [Fact]
    public void Without_a_maximum_of_its_own_the_sanity_limit_stands()
    {
        Judge(Some.Bid(10_000), Some.Bidder("b")).Offer.ShouldNotBeNull();
        Judge(Some.Bid(10_000.01m), Some.Bidder("b")).Reason.Code.ShouldBe("rejected.above_max");
    }

    [Fact]
    public void Another_currency_is_rejected_and_our_own_is_not()
    {
        Judge(Some.Bid(31, currency: "CAD")).Reason.Code.ShouldBe("rejected.currency");
        Judge(Some.Bid(31, currency: "usd")).Offer.ShouldNotBeNull();
    }

    [Fact]
    public void More_seconds_than_the_campaign_allows_are_rejected()
    {
        Judge(Some.Bid(31, qualify: 120)).Offer.ShouldNotBeNull();
        Judge(Some.Bid(31, qualify: 121)).Reason.Code.ShouldBe("rejected.terms");
    }

    [Fact]
    public void A_bid_that_is_over_before_it_is_needed_is_rejected() =>
        Judge(Some.Bid(31, valid: 0)).Reason.Code.ShouldBe("rejected.expired");

    [Fact]
    public void A_bid_of_zero_is_no_bid() => Judge(Some.Bid(0)).Reason.Code.ShouldBe("no_bid.zero_price");

    [Fact]
    public void A_bid_below_zero_is_an_error() => Judge(Some.Bid(-5)).Stage.ShouldBe(CandidateStage.Error);

    [Fact]
    public void A_target_without_a_place_of_its_own_needs_one_from_the_bid() =>
        Judge(Some.Bid(31, destination: null)).Reason.Values["path"].ShouldBe("destination");

    [Fact]
    public void A_target_with_a_place_of_its_own_ignores_what_the_bid_says()
    {
        var bidder = Some.Bidder("b");
        var own = bidder with { Target = bidder.Target with { Destination = new Destination.Sip("sip:own@10.0.0.1") } };

        Judge(Some.Bid(31, "sip:other@10.0.0.2"), own).Offer!.Destination.ShouldBe(own.Target.Destination);
    }

    private static AuctionOrder Paying(AuctionOrder order, decimal payout, MarginTerms margin)
    {
        var terms = Given.PublisherTerms() with { Payout = new PayoutTerms.Fixed(Money.Usd(payout)) };
        return order with
        {
            Campaign = order.Campaign with
            {
                Publishers = new[] { terms }.ToFrozenDictionary(it => it.Publisher),
                Auction = order.Campaign.Auction with { Margin = margin },
            },
        };
    }

    private static Judgement Judge(
        BidAnswer.Bid bid, Candidacy? bidder = null, Func<AuctionOrder, AuctionOrder>? change = null)
    {
        bidder ??= Some.Bidder("b", maxBid: 60);
        var order = Some.Order([bidder], Some.Terms(floor: 12, qualifyMax: 120));
        if (change is not null) order = change(order);
        return new BidJudge(order, Some.Settings, Some.Destinations).Judge(bidder, bid, Now, Now.AddMilliseconds(100));
    }
}
