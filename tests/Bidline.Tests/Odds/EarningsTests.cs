using Bidline.Campaigns;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Odds;

public sealed class EarningsTests(ITestOutputHelper output)
{
    /// <summary>
    /// In a world with a buyer that never answers and one that hangs up just before it would pay, and from the first
    /// call on: what is lost while nothing is known yet is part of the sum.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Ranking_by_expected_revenue_earns_more_than_ranking_by_price(ulong seed)
    {
        const int calls = 1500;
        using var byPrice = new SoldWorld(seed, RankBy.Price, SoldWorld.Everybody);
        using var byExpectation = new SoldWorld(seed, RankBy.ExpectedRevenue, SoldWorld.Everybody);

        await byPrice.RunAsync(calls);
        await byExpectation.RunAsync(calls);

        output.WriteLine(
            $"seed {seed}: {byPrice.RevenuePerCall:0.00} a call by price ({byPrice.CallersLost} callers lost), "
            + $"{byExpectation.RevenuePerCall:0.00} by expected revenue ({byExpectation.CallersLost} lost, "
            + $"{byExpectation.ColdStarts} cold starts): {byExpectation.RevenuePerCall / byPrice.RevenuePerCall - 1:+0.0%}");
        byExpectation.RevenuePerCall.ShouldBeGreaterThan(byPrice.RevenuePerCall * 1.03m);
        byExpectation.ColdStarts.ShouldBeInRange(100, 400);
        byPrice.ColdStarts.ShouldBe(0);
    }

    /// <summary>What is learned is never exact, so a lower bid may be taken for nothing: that must cost next to nothing.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Among_buyers_that_are_all_alike_it_costs_next_to_nothing(ulong seed)
    {
        const int calls = 1500;
        using var byPrice = new SoldWorld(seed, RankBy.Price, "steady", "sniper", "slow", "malformed");
        using var byExpectation = new SoldWorld(seed, RankBy.ExpectedRevenue, "steady", "sniper", "slow", "malformed");

        await byPrice.RunAsync(calls);
        await byExpectation.RunAsync(calls);

        output.WriteLine($"seed {seed}: {byExpectation.RevenuePerCall / byPrice.RevenuePerCall - 1:+0.0%;-0.0%}");
        byExpectation.RevenuePerCall.ShouldBeGreaterThan(byPrice.RevenuePerCall * 0.98m);
    }
}
