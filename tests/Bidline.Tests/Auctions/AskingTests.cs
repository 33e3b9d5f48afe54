using Bidline.Auctions;
using Bidline.Primitives;
using Bidline.Routing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Auctions;

/// <summary>How many are asked, how often, and how long each has.</summary>
public sealed class AskingTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_campaign_says_how_many_are_asked_and_those_left_out_read_what_they_were_worth()
    {
        using var bidders = new ScriptedBidders();
        var field = Enumerable.Range(0, 6).Select(i => "b" + i).ToArray();
        foreach (var (i, id) in field.Index()) bidders.Bidding(id, 10 + i);
        await bidders.HoldAsync(Some.Order([.. field.Select(id => Bidder(id))]), Stop);
        await Task.Delay(50, Stop);

        var result = await bidders.HoldAsync(
            Some.Order([.. field.Select(id => Bidder(id))], Some.Terms() with { AskedMax = 3 }), Stop);

        var asked = result.Record.Candidates.Where(row => row.SentMs is not null).Select(row => row.Target.Value);
        asked.ShouldContain("b5");
        asked.ShouldContain("b4");
        var out0 = result.Record.Candidates.First(row => row.Reason.Code == "not_asked.ranked_out").Reason.Values;
        (out0["eligible"], out0["max"], out0["least"]).ShouldBe(("6", "3", "14.00"));
        decimal.Parse(out0["worth"]).ShouldBeLessThan(14m);
    }

    [Fact]
    public async Task A_bidder_over_its_budget_is_not_asked_until_a_second_has_passed()
    {
        using var bidders = new ScriptedBidders().Bidding("acme", 34);
        var acme = Some.Bidder(
            "acme", "http://bidder.test/acme", on: terms => terms with { RequestsPerSecond = 3 });
        var codes = new List<string>();

        for (var i = 0; i < 30; i++)
            codes.Add((await bidders.HoldAsync(Some.Order([acme]), Stop)).Record.Candidates[0].Reason.Code);

        bidders.Asked.Count.ShouldBe(3);
        codes.Skip(3).ShouldAllBe(code => code == "not_asked.qps");
    }

    [Fact]
    public async Task The_record_says_how_long_each_was_given_by_what_and_what_it_was_told()
    {
        using var bidders = new ScriptedBidders().Bidding("own", 1).Bidding("ours", 1).Bidding("adaptive", 1);
        for (var i = 0; i < 60; i++) bidders.Health.Answered(new TargetId("adaptive"), 150);
        var adaptive = Some.Bidder(
            "adaptive", "http://bidder.test/adaptive", on: terms => terms with { AdaptiveTimeout = true });
        Candidacy[] field = [Bidder("own", timeoutMs: 600), Bidder("ours", timeoutMs: 9000), adaptive, Some.Fixed("f", 1)];

        var record = (await bidders.HoldAsync(Some.Order(field), Stop)).Record;

        record.Candidates[0].Given.ShouldBe(new TimeGiven(600, TimeLimit.Own, 595));
        record.Candidates[1].Given.ShouldBe(new TimeGiven(1998, TimeLimit.Auction, 1993));
        record.Candidates[2].Given!.By.ShouldBe(TimeLimit.Adaptive);
        record.Candidates[2].Given!.Ms.ShouldBeInRange(160, 175);
        record.Candidates[3].Given.ShouldBeNull();
        record.DecisionAllowance.ShouldBe(Some.Settings.DecisionAllowance);
    }

    [Fact]
    public async Task An_adaptive_time_out_ends_the_waiting_for_a_bidder_that_stalls()
    {
        using var bidders = new ScriptedBidders().Bidding("stalled", 90, 900).Bidding("beta", 31);
        for (var i = 0; i < 60; i++) bidders.Health.Answered(new TargetId("stalled"), 40);
        var stalled = Some.Bidder(
            "stalled", "http://bidder.test/stalled", on: terms => terms with { AdaptiveTimeout = true });
        await bidders.HoldAsync(Some.Order([Bidder("beta")]), Stop);

        var result = await bidders.HoldAsync(Some.Order([stalled, Bidder("beta")]), Stop);

        result.Record.Took.TotalMilliseconds.ShouldBeInRange(45, 400);
        Row(result, "stalled").ShouldBe(CandidateStage.Error, "error.timeout", null);
        Row(result, "beta").Stage.ShouldBe(CandidateStage.Won);
    }

    private static Candidacy Bidder(string id, int timeoutMs = 1000) =>
        Some.Bidder(id, "http://bidder.test/" + id, timeoutMs);

    private static Candidate Row(AuctionResult result, string target) =>
        result.Record.Candidates.Single(row => row.Target.Value == target);
}
