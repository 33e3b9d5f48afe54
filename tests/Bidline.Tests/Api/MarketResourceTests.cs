using System.Text.Json;
using Bidline.Accounts;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class MarketResourceTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_entry_is_made_read_changed_and_deleted(StoreKind kind)
    {
        await using var server = await ApiServer.StartAsync(kind);
        using var client = await server.ClientAsync(Role.Operator);

        var made = await client.SendAsync("PUT", "/v1/publishers/omega", "{\"name\":\"Omega\"}");
        var read = await client.SendAsync("GET", "/v1/publishers/omega");
        var changed = await client.SendAsync("PATCH", "/v1/publishers/omega", "{\"paused\":true,\"name\":null}");
        var deleted = await client.SendAsync("DELETE", "/v1/publishers/omega");
        var gone = await client.SendAsync("GET", "/v1/publishers/omega");

        (made.Status, made.Headers["Location"]).ShouldBe((201, "/v1/publishers/omega"));
        read.Text.ShouldBe("{\"id\":\"omega\",\"name\":\"Omega\",\"paused\":false}");
        read.Tag.ShouldBe(made.Tag);
        changed.Text.ShouldBe("{\"id\":\"omega\",\"paused\":true}");
        (deleted.Status, gone.Status, gone.Type).ShouldBe((204, 404, "application/problem+json"));
        server.Book.Version.ShouldBe(4);
    }

    [Fact]
    public async Task Every_mistake_of_a_request_is_answered_at_once()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        var answer = await client.SendAsync("PUT", "/v1/targets/new", """
            {"id":"other","buyer":"acmee","destination":"sip:a@10.0.0.1","price":{"fixed":"1.2345678"},"ring":3}
            """);

        answer.Status.ShouldBe(422);
        answer.Errors.Order().ShouldBe(
            ["/buyer unknown_reference", "/destination private_address", "/id id_mismatch", "/price/fixed money", "/ring unknown_key"]);
        answer.Of("request_id").ShouldBe(answer.Headers["X-Request-Id"]);
        answer.Of("code").ShouldBe("validation");
        answer.Text.ShouldContain("did you mean \\\"acme\\\"?");
        server.Book.Version.ShouldBe(1);
    }

    [Theory]
    [InlineData("{\"floor\":1}", "/floor unknown_key")]
    [InlineData("{\"nmae\":null}", "/nmae unknown_key")]
    [InlineData("{\"routing\":{\"auction\":{\"deadline_ms\":7}}}", "/routing/auction/deadline_ms out_of_range")]
    [InlineData("{\"routing\":{\"tiers\":[]}}", "/routing/tiers empty")]
    [InlineData("{\"routing\":null}", "/routing missing")]
    [InlineData("{\"id\":\"b\"}", "/id id_mismatch")]
    [InlineData("[]", " wrong_type")]
    public async Task A_patch_is_checked_like_the_whole(string patch, string error)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        var answer = await client.SendAsync("PATCH", "/v1/campaigns/auto-fl", patch);

        answer.Status.ShouldBe(422);
        answer.Errors.ShouldContain(error);
        server.Book.Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_patch_changes_what_it_names_and_nothing_else()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        await client.SendAsync("PATCH", "/v1/campaigns/auto-fl", "{\"routing\":{\"auction\":{\"floor\":\"24.00\"}}}");

        var campaign = server.Book.Campaigns[new CampaignId("auto-fl")];
        campaign.Auction.Floor.ShouldBe(Money.Usd(24));
        campaign.Auction.RankBy.ShouldBe(Bidline.Campaigns.RankBy.ExpectedRevenue);
        campaign.Tiers.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_lost_update_is_refused()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();
        var seen = (await client.SendAsync("GET", "/v1/buyers/acme")).Tag!;

        var first = await client.SendAsync("PATCH", "/v1/buyers/acme", "{\"name\":\"A\"}", ("If-Match", seen));
        var second = await client.SendAsync("PATCH", "/v1/buyers/acme", "{\"name\":\"B\"}", ("If-Match", seen));
        var third = await client.SendAsync("DELETE", "/v1/buyers/acme", null, ("If-Match", seen));
        var again = await client.SendAsync("PUT", "/v1/buyers/acme", "{}", ("If-None-Match", "*"));

        new[] { first.Status, second.Status, third.Status, again.Status }.ShouldBe([200, 412, 412, 412]);
        (second.Tag, second.Of("code")).ShouldBe((first.Tag, "changed_meanwhile"));
        server.Book.Buyers[new BuyerId("acme")].Name.ShouldBe("A");
    }

    [Theory]
    [InlineData("publishers/zeta", 2)]
    [InlineData("buyers/acme", 2)]
    [InlineData("targets/beta-rtb", 1)]
    [InlineData("campaigns/auto-fl", 1)]
    public async Task What_is_referred_to_is_not_deleted(string path, int users)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        var answer = await client.SendAsync("DELETE", $"/v1/{path}");

        (answer.Status, answer.Of("code")).ShouldBe((409, "in_use"));
        answer.Errors.Count().ShouldBe(users);
        server.Book.Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_hundred_changes_at_once_all_happen()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => client.SendAsync(
            "PUT", $"/v1/publishers/p{n}", "{}")));

        answers.ShouldAllBe(answer => answer.Status == 201);
        server.Book.Publishers.Count.ShouldBe(101);
    }

    [Fact]
    public async Task A_list_pages_by_cursor()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        var first = (await client.SendAsync("GET", "/v1/targets?limit=2")).Json;
        var second = (await client.SendAsync("GET", $"/v1/targets?limit=2&after={first.GetProperty("next")}")).Json;

        Ids(first).ShouldBe(["acme-fl", "beta-rtb"]);
        Ids(second).ShouldBe(["overflow"]);
        (first.GetProperty("has_more").GetBoolean(), second.GetProperty("has_more").GetBoolean()).ShouldBe((true, false));
    }

    [Fact]
    public async Task A_secret_is_never_shown_and_stays_when_its_mask_is_written_back()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();
        await client.SendAsync("PATCH", "/v1/trunks/lab", "{\"digest\":{\"user\":\"u\",\"secret\":\"tiger\"}}");

        var shown = await client.SendAsync("GET", "/v1/trunks/lab");
        var back = await client.SendAsync("PUT", "/v1/trunks/lab", shown.Text.Replace("\"u\"", "\"v\""));

        shown.Text.ShouldNotContain("tiger");
        back.Status.ShouldBe(200);
        var trunk = server.Book.Trunks[new TrunkId("lab")];
        (trunk.DigestUser, trunk.DigestSecret).ShouldBe(("v", "tiger"));
    }

    [Fact]
    public async Task A_number_may_be_addressed_without_its_plus_and_a_dry_run_changes_nothing()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        var read = await client.SendAsync("GET", "/v1/numbers/18005550100");
        var dry = await client.SendAsync("DELETE", "/v1/numbers/+18005550100?dry_run=true");

        read.Of("number").ShouldBe("+18005550100");
        dry.Json.GetProperty("lines")[0].GetString().ShouldBe("removed number +18005550100");
        server.Book.Numbers.Count.ShouldBe(1);
    }

    private static IEnumerable<string?> Ids(JsonElement page) =>
        page.GetProperty("data").EnumerateArray().Select(entry => entry.GetProperty("id").GetString());
}
