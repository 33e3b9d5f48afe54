using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed partial class ReferenceTests
{
    /// <summary>Set BIDLINE_WRITE_OPENAPI=1 to write the committed file anew.</summary>
    [Fact]
    public async Task The_committed_description_is_current()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(null);

        var served = (await client.SendAsync("GET", "/openapi/v1.json")).Text.ReplaceLineEndings("\n").TrimEnd() + "\n";

        var file = Path.Combine(Here(), "../../../docs/api/openapi.json");
        if (Environment.GetEnvironmentVariable("BIDLINE_WRITE_OPENAPI") == "1") await File.WriteAllTextAsync(file, served, TestContext.Current.CancellationToken);
        served.ShouldBe(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_description_is_openapi_3_1_and_says_who_may()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(null);

        var document = (await client.SendAsync("GET", "/openapi/v1.json")).Json;

        document.GetProperty("openapi").GetString()!.ShouldStartWith("3.1");
        var put = document.GetProperty("paths").GetProperty("/v1/targets/{id}").GetProperty("put");
        put.GetProperty("description").GetString()!.ShouldEndWith("Role: operator.");
        put.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema")
            .GetProperty("$ref").GetString().ShouldBe("#/components/schemas/TargetEntry");
    }

    [Fact]
    public async Task The_reference_page_loads_nothing_from_elsewhere()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(null);

        var page = (await client.SendAsync("GET", "/docs")).Text;

        var loaded = Source().Matches(page).Select(match => match.Groups[1].Value).ToList();
        loaded.ShouldNotBeEmpty();
        loaded.ShouldAllBe(source => !source.Contains("//"));
        foreach (var source in loaded)
            (await client.SendAsync("GET", new Uri(new Uri(server.Address, "/docs/"), source).PathAndQuery)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("/healthz/live", "live")]
    [InlineData("/healthz/ready", "ready")]
    public async Task Health_is_told_without_a_key(string path, string status)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(null);

        var answer = await client.SendAsync("GET", path);

        (answer.Status, answer.Of("status")).ShouldBe((200, status));
    }

    [Fact]
    public async Task Metrics_are_in_the_text_format()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(null);

        var text = (await client.SendAsync("GET", "/metrics")).Text;

        text.ShouldContain("# TYPE bidline_calls_total counter\nbidline_calls_total{outcome=\"connected\"} 0\n");
        text.ShouldMatch("bidline_store_transactions_total [1-9]");
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Source();
}
