using Bidline.Accounts;
using Bidline.Screening;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class BlockedCallerRoutesTests
{
    [Fact]
    public async Task A_caller_is_blocked_listed_and_unblocked()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        var made = await client.SendAsync(
            "POST", "/v1/blocked-callers", "{\"caller\":\"(305) 555-0142\",\"why\":\"robot\",\"until\":\"2099-01-01T00:00:00Z\"}");

        (made.Status, made.Of("caller"), made.Of("until")).ShouldBe((201, "+13055550142", "2099-01-01T00:00:00+00:00"));
        server.Services.GetRequiredService<BlockedCallers>().Refusal(Given.Caller).ShouldNotBeNull();
        using var viewer = await server.ClientAsync(Role.Viewer);
        var listed = await viewer.SendAsync("GET", "/v1/blocked-callers?text=0142");
        listed.Text.ShouldNotContain("5550142");
        listed.Json.GetProperty("data")[0].GetProperty("id").GetString().ShouldBe(made.Of("id"));
        (await client.SendAsync("DELETE", $"/v1/blocked-callers/{made.Of("id")}")).Status.ShouldBe(204);
        (await client.SendAsync("DELETE", $"/v1/blocked-callers/{made.Of("id")}")).Status.ShouldBe(404);
        server.Services.GetRequiredService<BlockedCallers>().Refusal(Given.Caller).ShouldBeNull();
    }

    [Theory]
    [InlineData("{\"caller\":\"+1*\",\"why\":\"\",\"until\":\"soon\"}", "/caller not_e164,/until instant,/why length")]
    [InlineData("{\"why\":\"robot\"}", " block_form")]
    [InlineData("{\"caller\":\"+13055550142\",\"call\":\"call_1\",\"why\":\"robot\"}", " block_form")]
    [InlineData("{\"call\":\"call_1\",\"why\":\"robot\"}", "/call unknown_reference")]
    [InlineData("{\"caller\":\"+13055550142\"}", "/why missing")]
    public async Task Every_mistake_is_named(string body, string errors)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        var answer = await client.SendAsync("POST", "/v1/blocked-callers", body);

        answer.Status.ShouldBe(422);
        string.Join(',', answer.Errors.Order(StringComparer.Ordinal)).ShouldBe(errors);
    }

    [Fact]
    public async Task A_list_goes_in_and_out_as_csv_whole_or_not_at_all()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();
        var bad = await ImportAsync(client, "caller,why\n+13055550142,robot\nnobody,robot\n");
        bad.Status.ShouldBe(422);
        bad.Errors.ShouldBe(["/2/caller not_e164"]);
        server.Services.GetRequiredService<BlockedCallers>().Count.ShouldBe(0);

        var rows = string.Concat(Enumerable.Range(0, 1200).Select(i => $"+1305555{i:0000},robot {i}\n"));
        (await ImportAsync(client, rows)).Json.GetProperty("blocked").GetInt32().ShouldBe(1200);

        var export = await client.GetStringAsync("/v1/blocked-callers/export", TestContext.Current.CancellationToken);
        export.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1201);
        export.ShouldContain("+13055550142,robot 142,");
    }

    private static async Task<Answer> ImportAsync(HttpClient client, string csv)
    {
        using var content = new StringContent(csv, System.Text.Encoding.UTF8, "text/csv");
        using var response = await client.PostAsync("/v1/blocked-callers/import", content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer(
            (int)response.StatusCode, null, text, System.Text.Json.JsonDocument.Parse(text).RootElement, null, []);
    }
}
