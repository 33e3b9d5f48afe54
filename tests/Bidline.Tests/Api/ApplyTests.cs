using Bidline.Accounts;
using Bidline.Tests.Campaigns;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class ApplyTests
{
    [Fact]
    public async Task A_dry_run_answers_the_difference_and_changes_nothing()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        var text = Markets.Boring.Replace("floor: \"12.00\"", "floor: \"24.00\"");

        var dry = await client.SendAsync("POST", "/v1/apply?dry_run=true", text);
        var applied = await client.SendAsync("POST", "/v1/apply", text);

        dry.Json.GetProperty("lines")[0].GetString().ShouldBe("floor of campaign auto-fl $12.00 -> $24.00");
        dry.Json.GetProperty("changes")[0].GetProperty("pointer").GetString().ShouldBe("/routing/auction/floor");
        (dry.Of("version"), applied.Of("version"), applied.Tag).ShouldBe(("1", "2", "\"v2\""));
        applied.Json.GetProperty("lines").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Mistakes_come_with_their_lines()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        var answer = await client.SendAsync("POST", "/v1/apply", "publishers:\n  - id: Q\n    nmae: q");

        answer.Status.ShouldBe(422);
        answer.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("line").GetInt32()).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task What_is_exported_applies_without_a_change()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        var exported = await client.SendAsync("GET", "/v1/export");
        var again = await client.SendAsync("POST", "/v1/apply", exported.Text, ("If-Match", exported.Tag!));
        var diff = await client.SendAsync("GET", "/v1/diff?from=0");

        exported.Type.ShouldBe("application/yaml");
        again.Json.GetProperty("changes").GetArrayLength().ShouldBe(0);
        diff.Json.GetProperty("lines").GetArrayLength().ShouldBe(11);
    }

    [Fact]
    public async Task Another_version_than_the_one_looked_at_is_refused()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        var answer = await client.SendAsync("POST", "/v1/apply", "publishers: [ { id: o } ]", ("If-Match", "\"v7\""));

        (answer.Status, answer.Tag).ShouldBe((412, "\"v1\""));
    }

    [Theory]
    [InlineData("POST", "/v1/apply", "{", 400, "syntax")]
    [InlineData("PUT", "/v1/publishers/a", "{\"id\":\"a\",}", 400, "syntax")]
    [InlineData("PUT", "/v1/publishers/a", "id: a", 415, "content_type")]
    [InlineData("GET", "/v1/publishers?sort=id", null, 422, "validation")]
    [InlineData("GET", "/v1/calls?outcome=sold&live=yes", null, 422, "validation")]
    [InlineData("GET", "/v1/nothing", null, 404, "not_found")]
    [InlineData("GET", "/v1/calls/call_1", null, 404, "not_found")]
    [InlineData("POST", "/v1/publishers", "{}", 405, "method_not_allowed")]
    public async Task A_request_that_makes_no_sense_gets_a_problem(
        string method, string path, string? body, int status, string code)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        var answer = await client.SendAsync(method, path, body);

        (answer.Status, answer.Type, answer.Of("code")).ShouldBe((status, "application/problem+json", code));
        answer.Headers.ShouldContainKey("X-Request-Id");
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused_before_it_is_kept()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        var answer = await client.SendAsync("PUT", "/v1/publishers/a", $"{{\"name\":\"{new string('x', 2_000_000)}\"}}");

        (answer.Status, answer.Of("code")).ShouldBe((413, "too_large"));
    }
}
