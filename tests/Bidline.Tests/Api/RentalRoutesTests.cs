using System.Text.Json;
using Bidline.Accounts;
using Bidline.Primitives;
using Bidline.Simulator.Carriers;
using Bidline.Tests.Postbacks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

/// <summary>Numbers are rented over the API from a carrier that answers as Telnyx does.</summary>
public sealed class RentalRoutesTests
{
    private const string Miami = """{"number":"+13055550100","campaign":"auto-fl","publisher":"zeta","name":"Radio"}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_number_is_found_rented_used_and_given_back()
    {
        await using var stock = await NumberStock.StartAsync(Cancel);
        await using var server = await ApiServer.StartAsync(allowPrivate: true);
        using var client = await ClientAsync(server, stock.Address);

        var (_, offers) = await AskAsync(client, "GET", "/v1/trunks/lab/numbers?area_code=305&limit=3", "");
        offers.EnumerateArray().Select(offer => offer.GetProperty("number").GetString())
            .ShouldBe(["+13055550100", "+13055550101", "+13055550102"]);
        (offers[0].GetProperty("monthly").GetString(), offers[0].GetProperty("place").GetString()).ShouldBe(("1.00", "MIAMI"));
        var (rented, entry) = await AskAsync(client, "POST", "/v1/trunks/lab/numbers", Miami);

        (rented, entry.GetProperty("trunk").GetString()).ShouldBe((201, "lab"));
        stock.Rented.ShouldBe(["+13055550100"]);
        server.Book.Numbers[PhoneNumber.Parse("+13055550100")].Trunk.ShouldBe(new TrunkId("lab"));
        (await AskAsync(client, "DELETE", "/v1/trunks/lab", "")).Status.ShouldBe(409);
        await AskAsync(client, "POST", "/v1/numbers/13055550100/release", "");
        stock.Rented.Count.ShouldBe(1);
        (await AskAsync(client, "POST", "/v1/numbers/13055550100/release", "")).Status.ShouldBe(204);
        stock.Rented.ShouldBeEmpty();
        server.Book.Numbers.ContainsKey(PhoneNumber.Parse("+13055550100")).ShouldBeFalse();
        var audit = await server.Services.GetRequiredService<Audit>().ListAsync(20, null, "number +13055550100", Cancel);
        audit.Select(line => line.Entry.Action).ShouldContain("number_rented");
        audit.Select(line => line.Entry.Action).ShouldContain("number_given_back");
    }

    [Fact]
    public async Task The_same_order_again_buys_nothing_twice()
    {
        await using var stock = await NumberStock.StartAsync(Cancel);
        await using var server = await ApiServer.StartAsync(allowPrivate: true);
        using var client = await ClientAsync(server, stock.Address);

        (await AskAsync(client, "POST", "/v1/trunks/lab/numbers", Miami)).Status.ShouldBe(201);
        (await AskAsync(client, "POST", "/v1/trunks/lab/numbers", Miami)).Status.ShouldBe(201);

        stock.Rented.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"number":"+13055550100","campaign":"nowhere","publisher":"zeta"}""", "/campaign")]
    [InlineData("""{"number":"a radio","campaign":"auto-fl","publisher":"zeta"}""", "/number")]
    [InlineData("""{"number":"+13055550100","campaign":"auto-fl"}""", "/publisher")]
    public async Task What_the_market_would_not_take_is_not_ordered(string body, string path)
    {
        await using var stock = await NumberStock.StartAsync(Cancel);
        await using var server = await ApiServer.StartAsync(allowPrivate: true);
        using var client = await ClientAsync(server, stock.Address);

        var (status, said) = await AskAsync(client, "POST", "/v1/trunks/lab/numbers", body);

        status.ShouldBe(422);
        said.GetProperty("errors")[0].GetProperty("pointer").GetString().ShouldBe(path);
        stock.Rented.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_carrier_that_says_no_is_quoted_and_changes_nothing()
    {
        await using var stock = await NumberStock.StartAsync(Cancel);
        await using var server = await ApiServer.StartAsync(allowPrivate: true);
        using var client = await ClientAsync(server, stock.Address);

        var (status, said) = await AskAsync(client, 
            "POST", "/v1/trunks/lab/numbers", Miami.Replace("3055550100", "3055559999", StringComparison.Ordinal));

        (status, said.GetProperty("code").GetString()).ShouldBe((409, "carrier_refused"));
        said.GetProperty("title").GetString()!.ShouldContain("+13055559999 is not available");
        server.Book.Numbers.ContainsKey(PhoneNumber.Parse("+13055559999")).ShouldBeFalse();
    }

    /// <summary>The order is taken and its answer is lost: the carrier is asked, and the number is ours.</summary>
    [Fact]
    public async Task An_order_whose_answer_was_lost_is_found_out()
    {
        await using var carrier = await Receiver.StartAsync();
        var isOurs = false;
        carrier.Answers = async (asked, http) =>
        {
            if (asked.Line.StartsWith("POST", StringComparison.Ordinal))
            {
                isOurs = true;
                http.Abort();
            }
            else
            {
                await http.Response.WriteAsync(
                    isOurs ? """{"data":[{"id":"7","phone_number":"+13055550100"}]}""" : """{"data":[]}""", Cancel);
            }
        };
        await using var server = await ApiServer.StartAsync(allowPrivate: true);
        using var client = await ClientAsync(server, carrier.Url);

        (await AskAsync(client, "POST", "/v1/trunks/lab/numbers", Miami)).Status.ShouldBe(201);
        server.Book.Numbers.ShouldContainKey(PhoneNumber.Parse("+13055550100"));
    }

    [Fact]
    public async Task A_carrier_that_is_silent_leaves_a_released_number_where_it_is()
    {
        var stock = await NumberStock.StartAsync(Cancel);
        await using var server = await ApiServer.StartAsync(allowPrivate: true);
        using var client = await ClientAsync(server, stock.Address);
        await AskAsync(client, "POST", "/v1/trunks/lab/numbers", Miami);
        await AskAsync(client, "POST", "/v1/numbers/13055550100/release", "");
        await stock.DisposeAsync();

        var (status, said) = await AskAsync(client, "POST", "/v1/numbers/13055550100/release", "");

        (status, said.GetProperty("code").GetString()).ShouldBe((502, "carrier"));
        server.Book.Numbers.ShouldContainKey(PhoneNumber.Parse("+13055550100"));
    }

    [Theory]
    [InlineData("?area_code=30", "area_code")]
    [InlineData("?contains=abc", "contains")]
    [InlineData("?kind=mobile", "kind")]
    [InlineData("?country=XX", "country")]
    public async Task A_search_for_nonsense_asks_nobody(string query, string path)
    {
        await using var server = await ApiServer.StartAsync(allowPrivate: true);
        using var client = await ClientAsync(server, new Uri("http://127.0.0.1:9"));

        var (status, said) = await AskAsync(client, "GET", $"/v1/trunks/lab/numbers{query}", "");

        (status, said.GetProperty("errors")[0].GetProperty("pointer").GetString()).ShouldBe((422, path));
    }

    [Fact]
    public async Task A_trunk_without_a_carrier_says_how_to_give_it_one_and_the_key_of_one_is_never_shown()
    {
        await using var server = await ApiServer.StartAsync(allowPrivate: true);
        using var plain = await server.ClientAsync(Role.Operator);
        (await AskAsync(plain, "GET", "/v1/trunks/lab/numbers", "")).Said.GetProperty("detail").GetString()!.ShouldContain("carrier:");
        using var client = await ClientAsync(server, new Uri("http://127.0.0.1:9"));

        var (_, trunk) = await AskAsync(client, "GET", "/v1/trunks/lab", "");
        var (_, mistake) = await AskAsync(
            client, "PATCH", "/v1/trunks/lab", """{"carrier":{"name":"telnix","settings":null}}""");

        trunk.GetRawText().ShouldNotContain("KEY-secret");
        trunk.GetProperty("carrier").GetProperty("settings").GetProperty("api_key").GetString().ShouldBe("(unchanged)");
        mistake.GetProperty("errors")[0].GetProperty("hint").GetString()!.ShouldContain("telnyx");
        server.Book.Trunks[new TrunkId("lab")].Carrier!.Settings["api_key"].ShouldBe("KEY-secret");
    }

    private static async Task<(int Status, JsonElement Said)> AskAsync(
        HttpClient client, string method, string path, string body)
    {
        var answer = await client.SendAsync(method, path, body.Length > 0 ? body : null);
        return (answer.Status, answer.Text.Length > 0 ? answer.Json : default);
    }

    private static async Task<HttpClient> ClientAsync(ApiServer server, Uri carrier)
    {
        var client = await server.ClientAsync(Role.Operator);
        var settings = new { api_key = "KEY-secret", api_url = carrier.GetLeftPart(UriPartial.Authority) };
        var patch = JsonSerializer.Serialize(new { carrier = new { name = "telnyx", settings } });
        (await AskAsync(client, "PATCH", "/v1/trunks/lab", patch)).Status.ShouldBe(200);
        return client;
    }
}
