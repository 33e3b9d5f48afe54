using Bidline.Accounts;
using Bidline.Postbacks;
using Bidline.Primitives;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class NoticeRoutesTests
{
    private static readonly CallId Call = CallId.New(TimeProvider.System);

    [Fact]
    public async Task Notices_are_listed_by_what_one_looks_for_and_paged()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Viewer);
        for (var i = 0; i < 5; i++)
        {
            await QueueAsync(server, $"k{i}", i == 4 ? "other" : "beta-rtb", i == 0 ? "bid.lost" : "bid.won");
            // Ids of one millisecond have no order among themselves.
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }


        (await Count(client, "")).ShouldBe(5);
        (await Count(client, "?target=beta-rtb")).ShouldBe(4);
        (await Count(client, "?target=beta-rtb&kind=bid.lost")).ShouldBe(1);
        (await Count(client, $"?call={Call}&state=waiting")).ShouldBe(5);
        (await Count(client, "?state=dead")).ShouldBe(0);
        var first = await client.SendAsync("GET", "/v1/notices?limit=3");
        (await Count(client, $"?limit=3&after={first.Of("next")}")).ShouldBe(2);
        var item = first.Json.GetProperty("data")[0];
        (item.GetProperty("target").GetString(), item.GetProperty("state").GetString()).ShouldBe(("other", "waiting"));
    }

    [Theory]
    [InlineData("?state=lost", "?state unknown_value")]
    [InlineData("?call=call_1", "?call id_form")]
    [InlineData("?after=x", "?after cursor")]
    [InlineData("?targt=x", "?targt unknown_parameter")]
    public async Task A_question_that_means_nothing_is_refused(string query, string error)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        (await client.SendAsync("GET", "/v1/notices" + query)).Errors.ShouldHaveSingleItem().ShouldBe(error);
    }

    [Fact]
    public async Task A_notice_is_told_with_its_body_and_attempts_and_can_be_sent_again()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        var outbox = server.Services.GetRequiredService<Outbox>();
        await QueueAsync(server, "k", "beta-rtb", "bid.won");
        var (claim, claimed) = await outbox.ClaimAsync("target:beta-rtb", 1, CancellationToken.None);
        await outbox.AttemptedAsync(
            claim,
            new MadeAttempt(
                claimed[0], new PostbackAnswer(503, null), DateTimeOffset.UnixEpoch, TimeSpan.FromMilliseconds(12.5)),
            null);

        var got = (await client.SendAsync("GET", $"/v1/notices/{claimed[0].Id}")).Json;
        var resent = await client.SendAsync("POST", $"/v1/notices/{claimed[0].Id}/resend");

        (got.GetProperty("notice").GetProperty("state").GetString(), got.GetProperty("body").GetProperty("n").GetInt32()).ShouldBe(("dead", 1));
        var attempt = got.GetProperty("attempts")[0];
        (attempt.GetProperty("status").GetInt32(), attempt.GetProperty("took_ms").GetDouble()).ShouldBe((503, 12.5));
        (resent.Status, resent.Of("state")).ShouldBe((200, "waiting"));
        using var admin = await server.ClientAsync();
        (await admin.SendAsync("GET", $"/v1/audit?subject=notice {claimed[0].Id}")).Text.ShouldContain("\"resent\"");
    }

    [Fact]
    public async Task A_range_of_dead_letters_is_sent_again_and_nothing_else()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        var outbox = server.Services.GetRequiredService<Outbox>();
        for (var i = 0; i < 3; i++) await QueueAsync(server, $"k{i}", "beta-rtb", "bid.won");
        await QueueAsync(server, "other", "other", "bid.won");
        await outbox.DropAsync("target:beta-rtb");
        await outbox.DropAsync("target:other");

        var all = await client.SendAsync("POST", "/v1/notices/resend");
        var none = await client.SendAsync("POST", "/v1/notices/resend?target=beta-rtb&until=2020-01-01T00:00:00Z");
        var some = await client.SendAsync("POST", "/v1/notices/resend?target=beta-rtb&kind=bid.won&from=2020-01-01T00:00:00Z");
        var again = await client.SendAsync("POST", "/v1/notices/resend?target=beta-rtb");

        all.Errors.ShouldHaveSingleItem().ShouldBe("?from missing");
        (none.Of("count"), some.Of("count"), some.Of("has_more"), again.Of("count")).ShouldBe(("0", "3", "False", "0"));
        (await Count(client, "?state=waiting")).ShouldBe(3);
        (await Count(client, "?state=dead&target=other")).ShouldBe(1);
        using var admin = await server.ClientAsync();
        (await admin.SendAsync("GET", "/v1/audit?subject=notices")).Text.ShouldContain("3 sent once more");
    }

    [Fact]
    public async Task Notices_are_resumed_only_where_somebody_wants_them()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        var before = await client.SendAsync("POST", "/v1/targets/beta-rtb/notices/resume");
        var asked = await client.SendAsync(
            "PATCH", "/v1/targets/beta-rtb", """{"price":{"bidder":{"notices":{"url":"https://n.example.com/","won":true}}}}""");
        var after = await client.SendAsync("POST", "/v1/targets/beta-rtb/notices/resume");

        (before.Status, asked.Status, after.Status).ShouldBe((404, 200, 204));
    }

    [Fact]
    public async Task The_secret_of_a_buyer_is_told_to_admins_and_can_be_changed()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        var first = await client.SendAsync("GET", "/v1/buyers/acme/notice-secret");
        var again = await client.SendAsync("GET", "/v1/buyers/acme/notice-secret");
        var other = await client.SendAsync("POST", "/v1/buyers/acme/notice-secret/rotate");

        first.Of("secret").ShouldStartWith("whsec_");
        again.Of("secret").ShouldBe(first.Of("secret"));
        other.Of("secret").ShouldNotBe(first.Of("secret"));
        other.Json.GetProperty("previous_until").GetDateTimeOffset().ShouldBeGreaterThan(TimeProvider.System.GetUtcNow());
        (await client.SendAsync("GET", "/v1/buyers/nobody/notice-secret")).Status.ShouldBe(404);
        (await client.SendAsync("GET", "/v1/export")).Text.ShouldNotContain("whsec_");
    }

    private static async Task<int> Count(HttpClient client, string query) =>
        (await client.SendAsync("GET", "/v1/notices" + query)).Json.GetProperty("data").GetArrayLength();

    private static Task QueueAsync(ApiServer server, string key, string target, string kind)
    {
        var outbox = server.Services.GetRequiredService<Outbox>();
        return outbox.QueueAsync([outbox.Insert(new Postback(
            key, $"target:{target}", new Uri("https://n.example.com/"), kind, Call, "{\"n\":1}"))]);
    }
}
