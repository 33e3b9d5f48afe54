using System.Net;
using System.Text.Json;
using Bidline.Accounts;
using Bidline.Server.Visits;
using Bidline.Storage;
using Bidline.Tests.Adapters.Lookups;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Visits;

public sealed class PageRoutesTests
{
    [Fact]
    public async Task A_page_is_lent_a_number_and_gets_it_again_with_its_ticket()
    {
        await using var server = await VisitServer.StartAsync(Given.APool());

        var (status, first) = await server.LeaseAsync();
        var (_, again) = await server.LeaseAsync(Text(first, "ticket"));
        var (renewed, same) = await server.PostAsync("site/renewals", Ticket(first));

        (status, renewed).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        (Text(first, "number"), Text(first, "display")).ShouldBe(("+13055550100", "(305) 555-0100"));
        (first.GetProperty("fallback").GetBoolean(), first.GetProperty("renew_seconds").GetInt32()).ShouldBe((false, 60));
        new[] { Text(again, "number"), Text(same, "number") }.ShouldAllBe(number => number == "+13055550100");
        var holder = await server.Pools.HolderAsync(Given.PooledNumber(0));
        holder!.Visit.Device.ShouldBe("desktop Chrome on Windows");
        holder.Visit.Tags["utm_source"].ShouldBe("google");
    }

    [Fact]
    public async Task A_visit_knows_where_its_address_is_and_keeps_the_place_only()
    {
        await using var server = await VisitServer.StartAsync(Given.APool());
        var file = new MmdbWriter("Cities").Add("203.0.113.0/24", new() { ["country_code"] = "US", ["region_code"] = "FL", ["city"] = "Miami" });
        using var content = new MemoryStream(file.ToFile());
        var loaded = await server.Files.All[1].ReplaceAsync(content, new Author("ann", "here"), TestContext.Current.CancellationToken);
        loaded.Mistakes.ShouldBeEmpty();

        await server.LeaseAsync(headers: ("X-Forwarded-For", "203.0.113.7"));

        var visit = (await server.Pools.HolderAsync(Given.PooledNumber(0)))!.Visit;
        (visit.Place!.State, visit.Place.City).ShouldBe(("FL", "Miami"));
        JsonSerializer.Serialize(visit, StoredJson.Options).ShouldNotContain("203.0.113");
    }

    [Theory]
    [InlineData("leases")]
    [InlineData("renewals")]
    [InlineData("releases")]
    public async Task A_forged_ticket_is_refused(string what)
    {
        await using var server = await VisitServer.StartAsync(Given.APool());
        var ticket = Text((await server.LeaseAsync()).Said, "ticket")!;
        var forged = ticket[..^4] + (ticket.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA");

        var (status, said) = await server.PostAsync($"site/{what}", JsonSerializer.Serialize(new { ticket = forged }));

        (status, Text(said, "why")).ShouldBe((HttpStatusCode.Forbidden, "visit.unknown_ticket"));
        (await server.Pools.Keeping.Pools.UseAsync(Tracking.PoolHost.Site)).Held.ShouldBe(1);
    }

    [Fact]
    public async Task A_number_that_was_given_back_is_gone()
    {
        await using var server = await VisitServer.StartAsync(Given.APool(1));
        var (_, first) = await server.LeaseAsync();

        await server.PostAsync("site/releases", Ticket(first));
        var (_, next) = await server.LeaseAsync();
        var (status, said) = await server.PostAsync("site/renewals", Ticket(first));

        Text(next, "number").ShouldBe("+13055550100");
        (status, Text(said, "why")).ShouldBe((HttpStatusCode.Gone, "visit.over"));
    }

    [Fact]
    public async Task An_empty_pool_gives_the_fallback_and_says_why()
    {
        await using var server = await VisitServer.StartAsync(Given.APool(1));
        await server.LeaseAsync();

        var (status, said) = await server.LeaseAsync();

        (status, said.GetProperty("fallback").GetBoolean()).ShouldBe((HttpStatusCode.OK, true));
        (Text(said, "number"), Text(said, "why")).ShouldBe((Given.Dialled.E164, "visit.pool_empty"));
    }

    [Theory]
    [InlineData("site/leases", "{", HttpStatusCode.BadRequest, "visit.unreadable")]
    [InlineData("site/leases", "[]", HttpStatusCode.BadRequest, "visit.unreadable")]
    [InlineData("site/leases", "{\"tags\":{\"a\":{\"b\":{\"c\":{\"d\":1}}}}}", HttpStatusCode.BadRequest, "visit.unreadable")]
    [InlineData("other/leases", "{}", HttpStatusCode.NotFound, "visit.unknown_pool")]
    [InlineData("<script>/leases", "{}", HttpStatusCode.NotFound, "visit.unknown_pool")]
    [InlineData("site/renewals", "{}", HttpStatusCode.Forbidden, "visit.unknown_ticket")]
    public async Task What_makes_no_sense_is_refused_with_a_reason(string path, string body, HttpStatusCode status, string why)
    {
        await using var server = await VisitServer.StartAsync(Given.APool());

        var (answered, said) = await server.PostAsync(path, body);

        (answered, Text(said, "why")).ShouldBe((status, why));
    }

    [Theory]
    [InlineData("{\"url\":17,\"tags\":[1],\"ticket\":null,\"area\":{}}")]
    [InlineData("{\"url\":\"\\ud800\",\"referrer\":\"\\u0000\",\"tags\":{\"\\ud800\":\"x\"}}")]
    public async Task What_is_odd_and_harmless_is_a_visit(string body)
    {
        await using var server = await VisitServer.StartAsync(Given.APool());

        var (status, said) = await server.PostAsync("site/leases", body);

        (status, Text(said, "number")).ShouldBe((HttpStatusCode.OK, "+13055550100"), said.GetRawText());
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        await using var server = await VisitServer.StartAsync(Given.APool());

        var (status, said) = await server.PostAsync(
            "site/leases", JsonSerializer.Serialize(new { url = new string('x', VisitBody.LengthMax) }));

        (status, Text(said, "text")).ShouldBe((HttpStatusCode.BadRequest, "the request cannot be read: it is larger than 16 kB"));
    }

    [Fact]
    public async Task Pages_of_another_site_may_not_use_the_pool()
    {
        await using var server = await VisitServer.StartAsync(Given.APool() with { Sites = ["site.example"] });

        var (good, _) = await server.LeaseAsync(headers: ("Origin", "https://www.site.example"));
        var (bad, said) = await server.LeaseAsync(headers: ("Origin", "https://elsewhere.example"));

        (good, bad, Text(said, "why")).ShouldBe((HttpStatusCode.OK, HttpStatusCode.Forbidden, "visit.unknown_site"));
    }

    [Fact]
    public async Task A_program_that_reads_pages_is_lent_nothing()
    {
        await using var server = await VisitServer.StartAsync(Given.APool());

        var (_, said) = await server.LeaseAsync(headers: ("User-Agent", "Googlebot/2.1 (+http://www.google.com/bot.html)"));

        (Text(said, "why"), Text(said, "number")).ShouldBe(("visit.robot", Given.Dialled.E164));
    }

    /// <summary>Ten thousand requests of one page: a few numbers, then the fallback, then 429; others are served.</summary>
    [Fact]
    public async Task A_page_that_opens_ten_thousand_visits_takes_no_more_than_its_address_may()
    {
        await using var server = await VisitServer.StartAsync(
            Given.APool(40) with { VisitsPerAddress = 30, NumbersPerAddress = 10 });

        var answers = new List<(HttpStatusCode Status, JsonElement Said)>();
        foreach (var some in Enumerable.Range(0, 10_000).Chunk(50))
            answers.AddRange(await Task.WhenAll(some.Select(_ => server.LeaseAsync())));
        var (_, other) = await server.LeaseAsync(headers: ("X-Forwarded-For", "203.0.113.9"));

        answers.Count(it => !it.Said.GetProperty("fallback").GetBoolean()).ShouldBe(10);
        var codes = answers.CountBy(it => Text(it.Said, "why") ?? "lent").ToDictionary();
        codes["visit.address_full"].ShouldBeInRange(20, 50);
        answers.Count(it => it.Status == HttpStatusCode.TooManyRequests).ShouldBeGreaterThan(8_000);
        Text(other, "number").ShouldNotBe(Given.Dialled.E164);
    }

    [Fact]
    public async Task Behind_a_proxy_of_our_own_the_browsers_address_counts()
    {
        await using var server = await VisitServer.StartAsync(Given.APool() with { NumbersPerAddress = 1 });

        var (_, one) = await server.LeaseAsync(headers: ("X-Forwarded-For", "1.2.3.4, 203.0.113.7"));
        var (_, same) = await server.LeaseAsync(headers: ("X-Forwarded-For", "5.6.7.8, 203.0.113.7"));
        var (_, other) = await server.LeaseAsync(headers: ("X-Forwarded-For", "203.0.113.8"));

        new[] { one, same, other }.Select(said => said.GetProperty("fallback").GetBoolean()).ShouldBe([false, true, false]);
    }

    [Fact]
    public async Task The_script_is_small_and_cached()
    {
        await using var server = await VisitServer.StartAsync(Given.APool());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/n.js");
        request.Headers.Add("Accept-Encoding", "gzip");

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        body.Length.ShouldBeLessThanOrEqualTo(5 * 1024);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/n.js");
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using var unchanged = await server.Client.SendAsync(again, TestContext.Current.CancellationToken);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        NumberScript.Plain.Length.ShouldBeGreaterThan(body.Length);
    }

    private static string Ticket(JsonElement said) => JsonSerializer.Serialize(new { ticket = Text(said, "ticket") });

    private static string? Text(JsonElement said, string name) =>
        said.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
