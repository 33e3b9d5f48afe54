using System.Net.Http.Headers;
using System.Text;
using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Primitives;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class BidRuleRoutesTests
{
    private const string Path = "/v1/targets/acme-fl/bid-rules";

    private const string Sheet = """
        field,op,value,action,amount,id
        caller.state,in,FL|TX,and,,
        tags.age,range,40..64,add,5.00,prime
        caller.line_type,equals,voip,reject,,
        """;

    [Fact]
    public async Task A_sheet_is_put_in_force_and_comes_back()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await PricedByRulesAsync(server);

        var put = await PutAsync(client, Path, Sheet);
        var got = await client.SendAsync("GET", Path);
        var again = await PutAsync(client, Path, got.Text);

        (put.Status, put.Text).ShouldBe((200, "{\"target\":\"acme-fl\",\"rules\":2}"));
        (got.Type, got.Text.ReplaceLineEndings("\n").Trim()).ShouldBe(("text/csv", Sheet));
        got.Tag.ShouldBe(again.Tag);
        var rules = server.Book.Targets[new TargetId("acme-fl")].Price.ShouldBeOfType<TargetPrice.Rules>();
        rules.Table.Rules.Select(rule => rule.Id).ShouldBe(["prime", "#2"]);
        var export = (await client.SendAsync("GET", "/v1/export")).Text;
        export.ShouldContain(
            "- {field: caller.line_type, op: equals, value: voip, action: reject}", Case.Sensitive, export);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing_and_says_what_would_be()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await PricedByRulesAsync(server);
        var version = server.Book.Version;

        var dry = await PutAsync(client, Path + "?dry_run=true", Sheet);

        (dry.Status, dry.Of("dry_run"), server.Book.Version).ShouldBe((200, "True", version));
        dry.Text.ShouldContain("table of rules of target acme-fl");
    }

    [Fact]
    public async Task Every_mistake_of_a_sheet_is_answered_with_its_line()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await PricedByRulesAsync(server);

        var answer = await PutAsync(client, Path, Sheet.Replace("range", "rang").Replace("voip,reject", "voip,rejct"));

        answer.Status.ShouldBe(422);
        answer.Errors.ShouldBe(["/1/op unknown_value", "/2/action unknown_value"]);
        answer.Json.GetProperty("errors")[0].GetProperty("line").GetInt32().ShouldBe(3);
        answer.Json.GetProperty("errors")[0].GetProperty("hint").GetString().ShouldBe("did you mean \"range\"?");
    }

    [Fact]
    public async Task Ten_thousand_rows_are_changed_and_told_in_one_line()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await PricedByRulesAsync(server);
        var rows = Enumerable.Range(0, 10_000).Select(n => $"caller.zip,equals,{n:00000},set,{n % 50}.00,");
        var sheet = "field,op,value,action,amount,id\n" + string.Join('\n', rows);
        (await PutAsync(client, Path, sheet)).Status.ShouldBe(200);

        var shorter = await PutAsync(client, Path + "?dry_run=true", sheet[..sheet.LastIndexOf('\n')]);
        var other = await PutAsync(client, Path + "?dry_run=true", sheet.Replace(",set,7.00", ",set,8.00"));

        shorter.Json.GetProperty("lines")[0].GetString()!.ShouldMatch(
            @"^table of rules of target acme-fl 10,000 entries \(sha256:\w{8}\) -> 9,999 entries \(sha256:\w{8}\)$");
        shorter.Text.Length.ShouldBeLessThan(2_000);
        other.Json.GetProperty("lines").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("/v1/targets/nobody/bid-rules", "text/csv", 404)]
    [InlineData("/v1/targets/overflow/bid-rules", "text/csv", 409)]
    [InlineData(Path, "application/json", 415)]
    public async Task What_cannot_be_is_refused(string path, string type, int status)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await PricedByRulesAsync(server);

        (await PutAsync(client, path, Sheet, type)).Status.ShouldBe(status);
    }

    private static async Task<HttpClient> PricedByRulesAsync(ApiServer server)
    {
        var client = await server.ClientAsync(Role.Operator);
        var priced = await client.SendAsync(
            "PATCH", "/v1/targets/acme-fl", """{"price":{"fixed":null,"rules":{"base":"20.00","max":"60.00"}}}""");
        priced.Status.ShouldBe(200, priced.Text);
        return client;
    }

    private static async Task<Answer> PutAsync(HttpClient client, string path, string sheet, string type = "text/csv")
    {
        using var content = new StringContent(sheet, Encoding.UTF8, new MediaTypeHeaderValue(type));
        using var response = await client.PutAsync(path, content);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = response.Content.Headers.ContentType!.MediaType!.EndsWith("json", StringComparison.Ordinal);
        return new Answer(
            (int)response.StatusCode, response.Content.Headers.ContentType.MediaType, text,
            isJson ? System.Text.Json.JsonDocument.Parse(text).RootElement : default, response.Headers.ETag?.ToString(), []);
    }
}
