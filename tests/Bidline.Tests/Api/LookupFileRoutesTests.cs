using System.Text;
using System.Text.Json;
using Bidline.Accounts;
using Bidline.Enrichment.Places;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class LookupFileRoutesTests
{
    private const string Zips = "/v1/lookup-files/zips";

    [Fact]
    public async Task A_file_is_loaded_shown_and_forgotten_and_the_audit_says_by_whom()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        var files = server.Services.GetRequiredService<LookupFiles>();

        var put = await PutAsync(client, "zip,household_income\n33130,51234\n");
        var got = await client.SendAsync("GET", "/v1/lookup-files");

        put.Status.ShouldBe(200, put.Text);
        put.Json.GetProperty("loaded").GetProperty("size").GetInt64().ShouldBe(1);
        got.Json.GetProperty("data").EnumerateArray().First(file => file.GetProperty("id").GetString() == "zips")
            .GetProperty("loaded").GetProperty("sha256").GetString()!.Length.ShouldBe(64);
        files.Zips!.Find("33130")!.Income.ShouldBe(51234);
        using var admin = await server.ClientAsync();
        (await admin.SendAsync("GET", "/v1/audit")).Text.ShouldContain("lookup file zips");

        (await client.SendAsync("DELETE", Zips)).Status.ShouldBe(204);
        files.Zips.ShouldBeNull();
        (await client.SendAsync("DELETE", Zips)).Status.ShouldBe(404);
        (await client.SendAsync("GET", "/v1/lookup-files/horoscopes")).Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("NAME,B19013_001M\nx,1\n", "missing_column")]
    [InlineData("zip,household_income\n33131,abc\n", "zip_row")]
    [InlineData("", "empty")]
    [InlineData("\0\u0001\u0002\n\0", "missing_column")]
    public async Task A_file_that_cannot_be_read_is_refused_and_the_former_stays(string csv, string code)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        await PutAsync(client, "zip,household_income\n33130,51234\n");

        var refused = await PutAsync(client, csv);

        refused.Status.ShouldBe(422, refused.Text);
        refused.Errors.First().ShouldEndWith(code);
        server.Services.GetRequiredService<LookupFiles>().Zips!.Find("33130")!.Income.ShouldBe(51234);
    }

    [Fact]
    public async Task A_loaded_file_is_there_after_a_restart_and_a_torn_one_is_not_taken()
    {
        var directory = Directory.CreateTempSubdirectory("bidline-lookup-files-").FullName;
        await using var server = await ApiServer.StartAsync();
        var audit = server.Services.GetRequiredService<Audit>();
        var first = new LookupFiles(directory, audit, TimeProvider.System);
        using var csv = new MemoryStream(Encoding.UTF8.GetBytes("zip,household_income\n33130,51234\n"));
        await first.All[0].ReplaceAsync(csv, new Author("ann", "127.0.0.1", null), TestContext.Current.CancellationToken);

        var second = new LookupFiles(directory, audit, TimeProvider.System);
        (await second.All[0].LoadAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
        second.Zips!.Find("33130")!.Income.ShouldBe(51234);
        second.All[0].Loaded!.Sha256.ShouldBe(first.All[0].Loaded!.Sha256);
        Directory.EnumerateFiles(directory).Select(Path.GetFileName).ShouldBe(["zips.csv"]);

        await File.WriteAllTextAsync(Path.Combine(directory, "zips.csv"), "zip,house", TestContext.Current.CancellationToken);
        var third = new LookupFiles(directory, audit, TimeProvider.System);
        (await third.All[0].LoadAsync(TestContext.Current.CancellationToken)).ShouldNotBeEmpty();
        third.Zips.ShouldBeNull();
        Directory.Delete(directory, recursive: true);
    }

    private static async Task<Answer> PutAsync(HttpClient client, string csv)
    {
        using var content = new StringContent(csv, Encoding.UTF8, "text/csv");
        using var answer = await client.PutAsync(new Uri(Zips, UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        return new Answer((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, text,
            JsonDocument.Parse(text).RootElement, null, []);
    }
}
