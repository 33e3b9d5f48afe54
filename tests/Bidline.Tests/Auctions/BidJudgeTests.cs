using Bidline.Auctions;
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

    private static Judgement Judge(BidAnswer.Bid bid, Candidacy? bidder = null)
    {
        bidder ??= Some.Bidder("b", maxBid: 60);
        var order = Some.Order([bidder], Some.Terms(floor: 12, qualifyMax: 120));
        return new BidJudge(order, Some.Settings, Some.Destinations).Judge(bidder, bid, Now, Now.AddMilliseconds(100));
    }
}
