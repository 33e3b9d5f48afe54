using System.Text.Json;
using Bidline.Accounts;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class AdjustmentRoutesTests
{
    private const string Path = "/v1/adjustments";

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_selection_is_looked_at_and_then_booked_as_it_was_seen(StoreKind kind)
    {
        await using var server = await ApiServer.StartAsync(kind);
        using var client = await server.ClientAsync(Role.Operator);
        for (var i = 0; i < 3; i++) await ConversionRoutesTests.SettledAsync(server, Routing.Orders.Terms());

        var preview = await client.SendAsync("POST", Path, Half("\"dry_run\":true"));
        var before = await FreeAsync(client);
        var booked = await SendAsync(client, "k1", Half($"\"seen\":\"{preview.Of("seen")}\""));
        var again = await SendAsync(client, "k1", Half($"\"seen\":\"{preview.Of("seen")}\""));

        preview.Of("state").ShouldBe("preview");
        Parties(preview).ShouldBe(["buyer acme 41.25", "margin -8.25", "publisher zeta -33.00"]);
        before.ShouldBe("417.50");
        (booked.Status, booked.Of("state"), again.Text == booked.Text).ShouldBe((200, "booked", true));
        booked.Json.GetProperty("calls").GetArrayLength().ShouldBe(3);
        (await FreeAsync(client)).ShouldBe("458.75");
    }

    [Fact]
    public async Task What_would_do_something_else_by_now_is_refused()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        await ConversionRoutesTests.SettledAsync(server, Routing.Orders.Terms());
        var preview = await client.SendAsync("POST", Path, Half("\"dry_run\":true"));
        await ConversionRoutesTests.SettledAsync(server, Routing.Orders.Terms());

        var refused = await SendAsync(client, "k1", Half($"\"seen\":\"{preview.Of("seen")}\""));

        (refused.Status, refused.Of("code")).ShouldBe((422, "correction.changed"));
        (await FreeAsync(client)).ShouldBe("445.00");
    }

    [Fact]
    public async Task Calls_with_which_nothing_can_be_done_are_left_out_of_a_selection()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        var given = await ConversionRoutesTests.SettledAsync(server, Routing.Orders.Terms());
        await ConversionRoutesTests.SettledAsync(server, Routing.Orders.Terms());
        await SendAsync(client, "k0", Credit($"\"calls\":[\"{given}\"],\"credit_percent\":100"));

        var preview = await client.SendAsync("POST", Path, Half("\"dry_run\":true"));
        var booked = await SendAsync(client, "k1", Half($"\"seen\":\"{preview.Of("seen")}\""));
        var alone = await SendAsync(client, "k2", Credit($"\"calls\":[\"{given}\"],\"credit_percent\":50"));

        preview.Json.GetProperty("calls").EnumerateArray().Count(IsRefused).ShouldBe(1);
        (booked.Of("state"), booked.Json.GetProperty("calls").GetArrayLength()).ShouldBe(("booked", 1));
        (alone.Status, alone.Of("code")).ShouldBe((422, "correction.rest"));
    }

    [Theory]
    [InlineData("\"campaign\":\"none\"", "/select empty")]
    [InlineData("\"buyer\":\"beta\"", "/select empty")]
    [InlineData("\"publisher\":\"none\"", "/select empty")]
    [InlineData("\"outcome\":\"no_buyer\"", "/select empty")]
    [InlineData("\"outcome\":\"sold\"", "/select/outcome unknown_value")]
    [InlineData("\"target\":\"acme-fl\"", "/select/target unknown_key")]
    public async Task A_selection_that_has_no_call_or_no_sense_is_refused(string more, string error)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        await ConversionRoutesTests.SettledAsync(server, Routing.Orders.Terms());

        var refused = await client.SendAsync("POST", Path, Half("\"dry_run\":true", more));

        refused.Errors.ShouldContain(error);
    }

    [Theory]
    [InlineData("\"credit\":\"1.00\"", " adjustment_form")]
    [InlineData("\"calls\":[\"x\"],\"credit\":\"1.00\"", "/calls/0 id_form")]
    [InlineData("\"calls\":[],\"credit\":\"1.00\"", "/calls length")]
    [InlineData("\"select\":{\"from\":\"today\",\"until\":\"2026-01-01T00:00:00Z\"},\"credit\":\"1\"", "/select/from instant")]
    [InlineData("\"select\":{\"from\":\"2026-02-01T00:00:00Z\",\"until\":\"2026-01-01T00:00:00Z\"},\"credit\":\"1\"", "/seen missing")]
    public async Task An_order_without_calls_or_form_is_refused(string body, string error)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        (await SendAsync(client, "k1", Credit(body))).Errors.ShouldContain(error);
    }

    [Fact]
    public async Task Above_the_limit_somebody_else_approves_and_viewers_only_look()
    {
        await using var server = await ApiServer.StartAsync();
        using var ann = await server.ClientAsync(Role.Operator);
        using var bob = await server.ClientAsync(Role.Admin);
        using var eve = await server.ClientAsync(Role.Viewer);
        var call = await ConversionRoutesTests.SettledAsync(server, Routing.Orders.Terms(400));

        var proposed = await SendAsync(ann, "k1", Credit($"\"calls\":[\"{call}\"],\"credit_percent\":100"));
        var id = proposed.Of("id");
        var own = await ann.SendAsync("POST", $"{Path}/{id}/approve");
        var viewers = await eve.SendAsync("POST", $"{Path}/{id}/approve");
        (await FreeAsync(ann)).ShouldBe("100.00");
        var approved = await bob.SendAsync("POST", $"{Path}/{id}/approve");

        (proposed.Of("state"), own.Of("code"), viewers.Status, approved.Of("state")).ShouldBe(
            ("proposed", "correction.same_person", 403, "booked"));
        (await FreeAsync(ann)).ShouldBe("500.00");
        (await eve.SendAsync("GET", $"{Path}?state=booked")).Json.GetProperty("data").GetArrayLength().ShouldBe(1);
    }

    private static bool IsRefused(JsonElement call) => call.TryGetProperty("refused", out var why) && why.ValueKind == JsonValueKind.String;

    private static IEnumerable<string> Parties(Answer answer) => answer.Json.GetProperty("parties").EnumerateArray()
        .Select(party => $"{party.GetProperty("party")} {party.GetProperty("change")}").Order(StringComparer.Ordinal);

    private static string Half(string more, string select = "\"campaign\":\"auto-fl\"") => Credit(
        $"\"select\":{{\"from\":\"2020-01-01T00:00:00Z\",\"until\":\"2099-01-01T00:00:00Z\",{select}}},\"credit_percent\":50,{more}");

    private static string Credit(string body) => $"{{{body},\"reason\":\"robot calls\",\"evidence\":\"ticket 17\"}}";

    private static Task<Answer> SendAsync(HttpClient client, string key, string body) =>
        client.SendAsync("POST", Path, body, ("Idempotency-Key", key));

    private static async Task<string> FreeAsync(HttpClient client) =>
        (await client.SendAsync("GET", "/v1/buyers/acme/wallet")).Of("free");
}
