using Bidline.Accounts;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class PartnerRoutesTests
{
    [Fact]
    public async Task A_pasted_command_becomes_a_target_that_can_be_saved_and_hides_its_key()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        const string pasted = """
            {"curl":"curl https://bids.partner.example/ping -H 'X-Api-Key: tiger' --json '{\"zip\":\"33130\",\"state\":\"FL\"}'",
             "answer":"{\"accepted\":true,\"bid\":31.5,\"phone_number\":\"+18445550199\"}"}
            """;

        var made = await client.SendAsync("POST", "/v1/bidders/from-curl", pasted);
        var bidder = made.Json.GetProperty("bidder").GetRawText();
        var saved = await client.SendAsync(
            "PUT", "/v1/targets/pasted", $$"""{"buyer":"beta","destination":"from_bid","price":{ "bidder": {{bidder}} } }""");

        made.Status.ShouldBe(200);
        made.Json.GetProperty("guesses").GetArrayLength().ShouldBe(2);
        made.Json.GetProperty("bidder").GetProperty("answer").GetProperty("bid").GetString().ShouldBe("bid");
        saved.Status.ShouldBe(201);
        saved.Text.ShouldNotContain("tiger");
        server.Book.Targets.Keys.ShouldContain(target => target.Value == "pasted");
    }

    [Fact]
    public async Task What_of_a_command_is_not_understood_is_told_with_its_place()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Viewer);

        var answer = await client.SendAsync(
            "POST", "/v1/bidders/from-curl", """{"curl":"curl https://a.example/x -d @body.json --frobnicate"}""");

        answer.Status.ShouldBe(422);
        answer.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString())
            .ShouldBe(["/curl/3", "/curl/4"]);
    }

    [Fact]
    public async Task Partners_are_listed_with_what_they_need_and_can_be_named()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        var partners = await client.SendAsync("GET", "/v1/partners");
        var saved = await client.SendAsync("PUT", "/v1/targets/named", """
            {"buyer":"beta","destination":"from_bid",
             "price":{"bidder":{"protocol":"template","partner":"calls-match","settings":{"host":"calls.example.com","token":"tiger"}}}}
            """);
        var without = await client.SendAsync("PUT", "/v1/targets/named", """
            {"buyer":"beta","destination":"from_bid","price":{"bidder":{"protocol":"template","partner":"calls-match"}}}
            """);

        partners.Json.GetProperty("data").EnumerateArray()
            .Single(partner => partner.GetProperty("id").GetString() == "calls-match")
            .GetProperty("settings").EnumerateObject().Select(setting => setting.Name).ShouldBe(["host", "token"]);
        (saved.Status, saved.Text.Contains("tiger")).ShouldBe((201, false));
        without.Status.ShouldBe(422);
        without.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString())
            .ShouldBe(["/price/bidder/settings/token", "/price/bidder/settings/host"], ignoreOrder: true);
    }
}
