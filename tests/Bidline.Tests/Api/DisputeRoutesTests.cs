using System.Net.Http.Headers;
using Bidline.Accounts;
using Bidline.Primitives;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class DisputeRoutesTests
{
    private const string Path = "/v1/disputes";

    [Fact]
    public async Task A_buyers_own_key_opens_sees_and_appeals_its_disputes_and_can_do_nothing_else()
    {
        await using var server = await ApiServer.StartAsync();
        using var ours = await server.ClientAsync(Role.Operator);
        using var acme = await PartnerAsync(server, "acme");
        var call = await ConversionRoutesTests.SettledAsync(server, Routing.Orders.Terms());

        var opened = await OpenAsync(acme, call);
        var seen = await acme.SendAsync("GET", $"{Path}/{opened.Of("id")}");
        var own = await acme.SendAsync("POST", $"{Path}/{opened.Of("id")}/decide", "{\"accepted\":\"27.50\",\"text\":\"mine\"}");
        var decided = await ours.SendAsync("POST", $"{Path}/{opened.Of("id")}/decide", "{\"accepted\":\"0\",\"text\":\"Heard it.\"}");
        var appealed = await acme.SendAsync("POST", $"{Path}/{opened.Of("id")}/appeal", "{\"text\":\"Listen again.\"}");

        (opened.Status, opened.Of("state"), seen.Status, own.Status).ShouldBe((201, "open", 200, 403));
        (decided.Of("decision"), appealed.Of("state")).ShouldBe(("rejected", "appealed"));
        seen.Json.TryGetProperty("publisher", out _).ShouldBeFalse();
        decided.Of("publisher").ShouldBe("zeta");
        foreach (var path in new[] { "/v1/calls", "/v1/conversions", "/v1/ledger/accounts", "/v1/keys", "/v1/adjustments" })
            (await acme.SendAsync("GET", path)).Status.ShouldBe(403, path);
    }

    [Fact]
    public async Task Another_buyers_key_finds_neither_the_call_nor_the_dispute()
    {
        await using var server = await ApiServer.StartAsync();
        using var acme = await PartnerAsync(server, "acme");
        using var beta = await PartnerAsync(server, "beta");
        var (call, disputed) = (await SettledAsync(server), await SettledAsync(server));
        var opened = await OpenAsync(acme, disputed);

        var refused = await OpenAsync(beta, call);
        var list = await beta.SendAsync("GET", Path);
        var named = await beta.SendAsync("GET", $"{Path}?buyer=acme");

        (refused.Status, refused.Of("code")).ShouldBe((422, "dispute.not_billed"));
        (await beta.SendAsync("GET", $"{Path}/{opened.Of("id")}")).Status.ShouldBe(404);
        (await beta.SendAsync("POST", $"{Path}/{opened.Of("id")}/appeal", "{\"text\":\"x\"}")).Status.ShouldBe(404);
        list.Json.GetProperty("data").GetArrayLength().ShouldBe(0);
        named.Json.GetProperty("data").GetArrayLength().ShouldBe(0);
        (await acme.SendAsync("GET", Path)).Json.GetProperty("data").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("{\"name\":\"x\",\"role\":\"viewer\",\"disputes_of\":\"acme\"}", "/role key_form")]
    [InlineData("{\"name\":\"x\",\"conversions_of\":\"acme\",\"disputes_of\":\"acme\"}", "/role key_form")]
    [InlineData("{\"name\":\"x\"}", "/role key_form")]
    [InlineData("{\"name\":\"x\",\"disputes_of\":\"nobody\"}", "/disputes_of unknown_reference")]
    public async Task A_key_is_for_one_thing(string body, string error)
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = await server.ClientAsync();

        (await admin.SendAsync("POST", "/v1/keys", body)).Errors.ShouldContain(error);
    }

    private static Task<CallId> SettledAsync(ApiServer server) =>
        ConversionRoutesTests.SettledAsync(server, Routing.Orders.Terms());

    private static Task<Answer> OpenAsync(HttpClient client, CallId call) =>
        client.SendAsync("POST", Path, $"{{\"call\":\"{call}\",\"reason\":\"wrong_number\",\"evidence\":\"call 17\"}}");

    private static async Task<HttpClient> PartnerAsync(ApiServer server, string buyer)
    {
        using var admin = await server.ClientAsync();
        var key = await admin.SendAsync("POST", "/v1/keys", $"{{\"name\":\"{buyer} CRM\",\"disputes_of\":\"{buyer}\"}}");
        var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Of("secret"));
        return client;
    }
}
