using Bidline.Auctions;
using Bidline.Primitives;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class BidderHealthRoutesTests
{
    [Fact]
    public async Task A_bidder_that_keeps_failing_is_listed_with_its_breaker_open_and_the_time_of_the_next_try()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();
        var health = server.Services.GetRequiredService<BidderHealth>();
        for (var i = 0; i < 12; i++) health.Counted(new TargetId("beta-rtb"), failed: true);

        var listed = (await client.SendAsync("GET", "/v1/bidders")).Json.GetProperty("data").EnumerateArray().ToList();

        var bidder = listed.Single(one => one.GetProperty("id").GetString() == "beta-rtb");
        bidder.GetProperty("breaker").GetString().ShouldBe("open");
        (bidder.GetProperty("failures").GetInt32(), bidder.GetProperty("known").GetInt32()).ShouldBe((12, 12));
        bidder.GetProperty("retry_at").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
        bidder.TryGetProperty("url", out _).ShouldBeFalse();
    }
}
