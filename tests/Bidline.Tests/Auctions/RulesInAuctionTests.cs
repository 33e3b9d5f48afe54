using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Tests.Campaigns.BidRules;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Auctions;

public sealed class RulesInAuctionTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rules_bid_for_the_call_at_once_and_say_why()
    {
        using var bidders = new ScriptedBidders().Bidding("b", 24);
        var rules = ByRules("acme", "caller.state,equals,FL,add,5,florida\ntags.age,gte,60,set,1,");

        var result = await bidders.HoldAsync(Some.Order([rules, Some.Bidder("b")]), Stop);

        var row = result.Record.Candidates[0];
        (row.Reason.Code, row.Bid, row.DoneMs).ShouldBe(("won", Money.Usd(25), 0));
        row.Rules!.Steps.ShouldHaveSingleItem().Row.ShouldBe("florida");
        result.Offers[0].Destination.ShouldBe(new Destination.Sip("sip:desk@10.0.0.5"));
        Ranking.WinnerOf(result.Record).ShouldBe(new TargetId("acme"));
    }

    [Theory]
    [InlineData("caller.state,equals,FL,reject,,no-florida", CandidateStage.NoBid, "no_bid.rule")]
    [InlineData("caller.state,equals,FL,set,0,", CandidateStage.NoBid, "no_bid.zero_price")]
    [InlineData("caller.state,equals,FL,set,9,", CandidateStage.Rejected, "rejected.below_floor")]
    [InlineData("caller.state,equals,FL,set,10001,", CandidateStage.Rejected, "rejected.above_max")]
    public async Task A_bid_of_rules_is_judged_like_any_other(string rows, CandidateStage stage, string reason)
    {
        using var bidders = new ScriptedBidders();

        var result = await bidders.HoldAsync(Some.Order([ByRules("acme", rows)], Some.Terms(floor: 12)), Stop);

        var row = result.Record.Candidates.ShouldHaveSingleItem();
        (row.Stage, row.Reason.Code).ShouldBe((stage, reason));
        row.Rules.ShouldNotBeNull();
    }

    [Fact]
    public async Task It_is_a_bid_and_pays_the_second_price_where_that_is_the_rule()
    {
        using var bidders = new ScriptedBidders();
        var order = Some.Order([ByRules("acme", ""), Some.Fixed("beta", 15)], Some.Terms(AuctionType.SecondPrice));

        var result = await bidders.HoldAsync(order, Stop);

        result.Offers[0].Price.ShouldBe(Money.Usd(15));
    }

    [Fact]
    public async Task A_rejection_leaves_the_call_to_the_others()
    {
        using var bidders = new ScriptedBidders();
        var order = Some.Order([ByRules("acme", ",always,,reject,,"), Some.Fixed("beta", 15)]);

        (await bidders.HoldAsync(order, Stop)).Offers.ShouldHaveSingleItem().Target.Id.Value.ShouldBe("beta");
    }

    private static Candidacy ByRules(string id, string rows)
    {
        var plain = Some.Fixed(id, 1);
        return plain with { Target = plain.Target with { Price = new TargetPrice.Rules(Rules.Table(rows)) } };
    }
}
