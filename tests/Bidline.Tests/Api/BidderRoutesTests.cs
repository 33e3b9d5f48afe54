using Bidline.Accounts;
using Bidline.Tests.Adapters.Conformance;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class BidderRoutesTests
{
    private const string Path = "/v1/bidders/beta-rtb/test";

    [Fact]
    public async Task A_test_shows_request_answer_times_meaning_and_worth()
    {
        await using var bidder = await FaultyBidder.StartAsync();
        await using var server = await ApiServer.StartAsync(allowPrivate: true);
        using var client = await ClientAsync(server, bidder);

        var answer = await client.SendAsync("POST", Path, """{"caller":"+12145550123","state":"TX","tags":{"age":"61"}}""");

        answer.Status.ShouldBe(200, answer.Text);
        var json = answer.Json;
        (answer.Of("target"), answer.Of("buyer"), answer.Of("campaign"), answer.Of("publisher")).ShouldBe(("beta-rtb", "beta", "auto-fl", "zeta"));
        json.GetProperty("request").GetProperty("url").GetString().ShouldBe(bidder.Url.AbsoluteUri);
        json.GetProperty("request").GetProperty("body").GetString()!.ShouldContain("\"age\":\"61\"");
        json.GetProperty("response").GetProperty("status").GetInt32().ShouldBe(200);
        json.GetProperty("times").GetProperty("taken_ms").GetDouble().ShouldBeGreaterThan(0);
        (json.GetProperty("means").GetProperty("kind").GetString(), json.GetProperty("means").GetProperty("bid").GetString()).ShouldBe(("bid", "31.50"));
        var worth = json.GetProperty("campaigns").EnumerateArray().ShouldHaveSingleItem();
        (worth.GetProperty("floor").GetString(), worth.GetProperty("wait_ms").GetDouble()).ShouldBe(("12.00", 80));
    }

    [Fact]
    public async Task A_test_without_a_body_asks_about_a_Floridian_and_is_in_the_audit()
    {
        await using var bidder = await FaultyBidder.StartAsync();
        await using var server = await ApiServer.StartAsync(allowPrivate: true);
        using var client = await ClientAsync(server, bidder);

        var answer = await client.SendAsync("POST", Path);

        answer.Status.ShouldBe(200, answer.Text);
        using var admin = await server.ClientAsync();
        var line = (await admin.SendAsync("GET", "/v1/audit?subject=target%20beta-rtb&limit=1")).Json.GetProperty("data")[0];
        line.GetProperty("action").GetString().ShouldBe("tested");
        line.GetProperty("actor").GetString().ShouldBe("key:test Operator");
        line.GetProperty("summary").GetString()!.ShouldStartWith("test question answered: bid 31.50 in ");
    }

    [Fact]
    public async Task The_second_test_within_a_second_has_to_wait()
    {
        await using var bidder = await FaultyBidder.StartAsync();
        await using var server = await ApiServer.StartAsync(allowPrivate: true);
        using var client = await ClientAsync(server, bidder);
        await client.SendAsync("POST", Path);

        var second = await client.SendAsync("POST", Path);

        (second.Status, second.Of("code"), second.Headers["Retry-After"]).ShouldBe((429, "too_many", "1"));
    }

    [Theory]
    [InlineData("beta-rtb", """{"caller":"+13055559999"}""", "/caller not_fictional")]
    [InlineData("beta-rtb", """{"state":"Florida"}""", "/state length")]
    [InlineData("beta-rtb", """{"campaign":"none"}""", "/campaign not_sold_there")]
    [InlineData("beta-rtb", """{"publisher":"none"}""", "/publisher not_sold_there")]
    [InlineData("beta-rtb", """{"number":"+13055550142"}""", "/number unknown_key")]
    public async Task What_cannot_be_asked_is_refused_with_its_place(string target, string body, string error)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        var answer = await client.SendAsync("POST", $"/v1/bidders/{target}/test", body);

        answer.Status.ShouldBe(422, answer.Text);
        answer.Errors.ShouldBe([error]);
    }

    [Theory]
    [InlineData("none", 404, "not_found")]
    [InlineData("acme-fl", 409, "no_bidder")]
    public async Task A_target_without_a_bidder_cannot_be_tested(string target, int status, string code)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        var answer = await client.SendAsync("POST", $"/v1/bidders/{target}/test", "{}");

        (answer.Status, answer.Of("code")).ShouldBe((status, code));
    }

    private static async Task<HttpClient> ClientAsync(ApiServer server, FaultyBidder bidder)
    {
        var client = await server.ClientAsync(Role.Operator);
        var patched = await client.SendAsync(
            "PATCH", "/v1/targets/beta-rtb", "{\"price\":{\"bidder\":{\"url\":\"" + bidder.Url + "\"}}}");
        patched.Status.ShouldBe(200, patched.Text);
        return client;
    }
}
