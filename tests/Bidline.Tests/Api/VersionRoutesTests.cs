using Bidline.Accounts;
using Bidline.Tests.Campaigns;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class VersionRoutesTests
{
    [Fact]
    public async Task An_earlier_version_can_be_looked_at_and_restored()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        await client.SendAsync("POST", "/v1/apply", Markets.Boring.Replace("floor: \"12.00\"", "floor: \"24.00\""));

        var second = await client.SendAsync("GET", "/v1/versions/2");
        var dry = await client.SendAsync("POST", "/v1/versions/1/restore?dry_run=true", "{}");
        var restored = await client.SendAsync("POST", "/v1/versions/1/restore", "{}");
        var third = await client.SendAsync("GET", "/v1/diff?from=1&to=3");

        second.Json.GetProperty("lines")[0].GetString().ShouldBe("floor of campaign auto-fl $12.00 -> $24.00");
        dry.Json.GetProperty("lines")[0].GetString().ShouldBe("floor of campaign auto-fl $24.00 -> $12.00");
        (dry.Of("version"), restored.Of("version")).ShouldBe(("2", "3"));
        third.Json.GetProperty("lines").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("GET", "/v1/versions/0")]
    [InlineData("GET", "/v1/versions/99")]
    [InlineData("GET", "/v1/versions/two")]
    [InlineData("POST", "/v1/versions/99/restore")]
    [InlineData("DELETE", "/v1/scheduled-changes/chg_none")]
    public async Task What_is_not_there_is_not_found(string method, string path)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        (await client.SendAsync(method, path, method == "POST" ? "{}" : null)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_change_for_later_is_checked_now_listed_and_can_be_cancelled()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        var wrong = await client.SendAsync("POST", "/v1/apply?at=2020-01-01T00:00:00Z", "publishers: [ { id: omega } ]");
        var at = TimeProvider.System.GetUtcNow().AddHours(3).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        var scheduled = await client.SendAsync("POST", $"/v1/apply?at={at}", "publishers: [ { id: omega } ]");
        var listed = await client.SendAsync("GET", "/v1/scheduled-changes");
        var cancelled = await client.SendAsync("DELETE", $"/v1/scheduled-changes/{scheduled.Of("id")}");

        (wrong.Status, wrong.Errors.Single()).ShouldBe((422, "/at in_the_past"));
        (scheduled.Status, scheduled.Of("state")).ShouldBe((202, "waiting"));
        listed.Json.GetProperty("data")[0].GetProperty("lines")[0].GetString().ShouldBe("new publisher omega");
        cancelled.Status.ShouldBe(204);
        server.Book.Version.ShouldBe(1);
    }

    [Fact]
    public async Task The_market_in_force_is_checked_and_so_is_what_an_apply_would_make_of_it()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        var inForce = await client.SendAsync("GET", "/v1/checks");
        var dry = await client.SendAsync(
            "POST", "/v1/apply?dry_run=true", Markets.Boring.Replace("floor: \"12.00\"", "floor: \"40.00\""));

        Codes(inForce).ShouldContain("price_below_floor"); // overflow pays 5.00, the floor is 12.00
        Codes(dry).Count(code => code == "price_below_floor").ShouldBe(2);
    }

    private static List<string> Codes(Answer answer) => [.. answer.Json.GetProperty("advice").EnumerateArray()
        .Select(advice => advice.GetProperty("code").GetString()!)];
}
