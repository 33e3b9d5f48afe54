using Bidline.Accounts;
using Bidline.Enrichment.Appends;
using Bidline.Primitives;
using Bidline.Tests.Enrichment;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class AppendRoutesTests
{
    private const string Path = "/v1/appends";

    [Fact]
    public async Task What_is_told_of_a_caller_is_kept_for_its_calls()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        var answer = await client.SendAsync("POST", Path, """{"caller":"+13055550142","tags":{"Owner":"yes","zip":"33130"}}""");

        answer.Status.ShouldBe(201, answer.Text);
        (answer.Of("state"), answer.Json.GetProperty("tags").GetProperty("owner").GetString()).ShouldBe(("waiting", "yes"));
        (DateTimeOffset.Parse(answer.Of("until")) - DateTimeOffset.Parse(answer.Of("at"))).ShouldBe(TimeSpan.FromHours(48));
        Of(server, "zeta").ShouldBe(["owner=yes zip=33130"]);
    }

    [Theory]
    [InlineData("""{"tags":{"a":"1"}}""", "/caller append_form")]
    [InlineData("""{"caller":"+13055550142","call":"call_1","tags":{"a":"1"}}""", "/caller append_form")]
    [InlineData("""{"caller":"nobody","tags":{"a":"1"}}""", "/caller not_e164")]
    [InlineData("""{"call":"call_0197b0de000070008000012345678900","tags":{"a":"1"}}""", "/call no_live_call")]
    [InlineData("""{"caller":"+13055550142","tags":{}}""", "/tags length")]
    [InlineData("""{"caller":"+13055550142","tags":{"a b/c":"1"}}""", "/tags/a b~1c tag_name")]
    [InlineData("""{"caller":"+13055550142","tags":{"a":""}}""", "/tags/a length")]
    [InlineData("""{"caller":"+13055550142"}""", "/tags missing")]
    public async Task What_cannot_be_kept_is_refused(string body, string error)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        var answer = await client.SendAsync("POST", Path, body);

        (answer.Status, answer.Errors.First()).ShouldBe((422, error), answer.Text);
        server.Services.GetRequiredService<AppendShelf>().Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_repeated_request_is_carried_out_once()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        const string Body = """{"caller":"+13055550142","tags":{"owner":"yes"}}""";

        var first = await client.SendAsync("POST", Path, Body, ("Idempotency-Key", "one"));
        var again = await client.SendAsync("POST", Path, Body, ("Idempotency-Key", "one"));
        var other = await client.SendAsync("POST", Path, Body.Replace("yes", "no"), ("Idempotency-Key", "one"));

        (first.Status, again.Status, again.Of("id"), other.Status).ShouldBe((201, 201, first.Of("id"), 422));
        server.Services.GetRequiredService<AppendShelf>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task There_is_an_end_to_what_is_kept_of_one_caller()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        var statuses = new List<int>();
        for (var i = 0; i <= AppendShelf.EachMax; i++)
            statuses.Add((await client.SendAsync("POST", Path, $"{{\"caller\":\"+13055550142\",\"tags\":{{\"a\":\"{i}\"}}}}")).Status);

        statuses.ShouldBe([.. Enumerable.Repeat(201, AppendShelf.EachMax), 429]);
    }

    [Fact]
    public async Task A_key_of_one_publisher_appends_to_its_calls_and_does_nothing_else()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = await server.ClientAsync();
        var made = await admin.SendAsync("POST", "/v1/keys", """{"name":"zeta's CRM","appends_of":"zeta"}""");
        made.Status.ShouldBe(201, made.Text);
        made.Json.TryGetProperty("role", out _).ShouldBeFalse();
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", made.Of("secret"));

        var append = await client.SendAsync("POST", Path, """{"caller":"+13055550142","tags":{"owner":"yes"}}""");

        append.Status.ShouldBe(201, append.Text);
        Of(server, "zeta").ShouldBe(["owner=yes"]);
        Of(server, "another").ShouldBeEmpty();
        (await client.SendAsync("GET", "/v1/calls")).Status.ShouldBe(403);
        (await admin.SendAsync("POST", "/v1/keys", """{"name":"x","appends_of":"nobody"}""")).Errors
            .ShouldBe(["/appends_of unknown_reference"]);
    }

    private static IEnumerable<string> Of(ApiServer server, string publisher) =>
        server.Services.GetRequiredService<AppendShelf>()
            .Find(Some.Question() with { Publisher = new PublisherId(publisher) })
            .Select(append => string.Join(' ', append.Tags.Select(tag => $"{tag.Key}={tag.Value}")));
}
