using Bidline.Accounts;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class BidderReadingRoutesTests
{
    private const string Path = "/v1/bidders/beta-rtb/read";

    [Fact]
    public async Task An_answer_is_read_by_a_draft_and_the_market_stays_as_it_is()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await TemplateAsync(server);
        var version = server.Book.Version;

        var answer = await client.SendAsync("POST", Path,
            """{"answer":{"bid":"offer.usd","destination":"offer.to"},"received":{"body":"{\"offer\":{\"usd\":31.5,\"to\":\"+13055550177\"}}","taken_ms":20}}""");

        answer.Status.ShouldBe(200, answer.Text);
        var means = answer.Json.GetProperty("means");
        (means.GetProperty("bid").GetString(), means.GetProperty("destination").GetString()).ShouldBe(("31.50", "+13055550177"));
        answer.Json.GetProperty("campaigns")[0].GetProperty("valid").GetBoolean().ShouldBeTrue(answer.Text);
        answer.Json.GetProperty("lines").EnumerateArray().ShouldNotBeEmpty();
        (answer.Json.GetProperty("version").GetInt32(), server.Book.Version).ShouldBe((version, version));
    }

    [Fact]
    public async Task What_took_too_long_would_be_late_however_it_is_read()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await TemplateAsync(server);

        var answer = await client.SendAsync("POST", Path,
            """{"answer":{"bid":"b","destination":"d"},"received":{"body":"{\"b\":31.5,\"d\":\"+13055550177\"}","taken_ms":900}}""");

        answer.Json.GetProperty("campaigns")[0].GetProperty("reason").GetProperty("code").GetString().ShouldBe("error.timeout");
    }

    [Theory]
    [InlineData("""{"answer":{"bid":"a["},"received":{"body":"{}"}}""", "/answer/bid json_path")]
    [InlineData("""{"answer":{},"received":{"body":"{}"}}""", "/answer/bid price_form")]
    [InlineData("""{"answer":{"bid":"a"},"received":{}}""", "/received/body missing")]
    [InlineData("""{"answer":{"bid":"a"},"received":{"body":"{}"},"asked":{"state":"Florida"}}""", "/asked/state length")]
    [InlineData("""{"answer":{"bid":"a"},"received":{"body":"{}"},"asked":{"campaign":"none"}}""", "/asked/campaign not_sold_there")]
    public async Task What_is_wrong_with_a_draft_is_told_with_its_place(string body, string error)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await TemplateAsync(server);

        var answer = await client.SendAsync("POST", Path, body);

        answer.Status.ShouldBe(422, answer.Text);
        answer.Errors.ShouldBe([error]);
    }

    [Theory]
    [InlineData("none", 404, "not_found")]
    [InlineData("acme-fl", 409, "no_template")]
    [InlineData("beta-rtb", 409, "no_template")]
    public async Task Only_a_template_can_be_read_in_another_way(string target, int status, string code)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        var answer = await client.SendAsync("POST", $"/v1/bidders/{target}/read", """{"answer":{"bid":"a"},"received":{"body":"{}"}}""");

        (answer.Status, answer.Of("code")).ShouldBe((status, code));
    }

    private static async Task<HttpClient> TemplateAsync(ApiServer server)
    {
        var client = await server.ClientAsync(Role.Operator);
        var patched = await client.SendAsync(
            "PATCH", "/v1/targets/beta-rtb", """{"price":{"bidder":{"protocol":"template","url":"https://bids.example.com/x","answer":{"bid":"bid"}}}}""");
        patched.Status.ShouldBe(200, patched.Text);
        return client;
    }
}
