using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Bidline.Accounts;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tracking;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class NumberRoutesTests
{
    private const string Sheet = """
        number,campaign,publisher,name,state,tag.source
        (305) 555-0160,auto-fl,zeta,"Radio, spring",,radio
        +13055550161,auto-fl,zeta,,parked,
        """;

    [Fact]
    public async Task A_sheet_of_numbers_is_imported_whole()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        var (dry, _) = await ImportAsync(client, Sheet, "?dry_run=true");
        server.Book.Numbers.ContainsKey(PhoneNumber.Parse("+13055550160")).ShouldBeFalse();
        var (status, _) = await ImportAsync(client, Sheet);

        (dry, status).ShouldBe((200, 200));
        var radio = server.Book.Numbers[PhoneNumber.Parse("+13055550160")];
        (radio.Name, radio.Tags["source"], radio.State).ShouldBe(("Radio, spring", "radio", NumberState.InUse));
        server.Book.Numbers[PhoneNumber.Parse("+13055550161")].State.ShouldBe(NumberState.Parked);
    }

    [Theory]
    [InlineData("number,campaign\n1,2", "missing")]
    [InlineData("number,campaign,publisher,colour\n1,2,3,4", "unknown_key")]
    [InlineData("number,campaign,publisher\n+13055550160,auto-fl,zeta\n+13055550161,nowhere,zeta", "unknown_reference")]
    [InlineData("number,campaign,publisher\nabc,auto-fl,zeta", "not_e164")]
    [InlineData("number,campaign,publisher,state\n+13055550160,auto-fl,zeta,asleep", "unknown_value")]
    [InlineData("number,campaign,publisher\n+13055550160,auto-fl", "columns")]
    [InlineData("number,campaign,publisher\n\"+1305", "csv")]
    [InlineData("", "empty")]
    public async Task A_sheet_with_one_mistake_changes_nothing(string sheet, string code)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        var before = server.Book.Version;

        var (status, said) = await ImportAsync(client, sheet);

        status.ShouldBeOneOf(400, 422);
        said.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("code").GetString()).ShouldContain(code);
        server.Book.Version.ShouldBe(before);
    }

    [Fact]
    public async Task A_number_is_given_up_in_two_steps_and_not_while_it_is_called()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        await ImportAsync(client, Sheet);

        var first = await client.SendAsync("POST", "/v1/numbers/13055550160/release", "");
        server.Book.Numbers[PhoneNumber.Parse("+13055550160")].State.ShouldBe(NumberState.Releasing);
        await CalledAsync(server, "+13055550160");
        var second = await client.SendAsync("POST", "/v1/numbers/13055550160/release", "");
        var use = (await client.SendAsync("GET", "/v1/numbers/use")).Json.EnumerateArray()
            .Single(row => row.GetProperty("number").GetString() == "+13055550160");
        await client.SendAsync("POST", "/v1/numbers/13055550161/release", "");
        var quiet = await client.SendAsync("POST", "/v1/numbers/13055550161/release", "");

        (first.Status, second.Status, quiet.Status).ShouldBe((200, 409, 204));
        (use.GetProperty("calls").GetInt32(), use.GetProperty("state").GetString()).ShouldBe((1, "releasing"));
        server.Book.Numbers.Keys.Select(number => number.E164).ShouldBe(["+18005550100", "+13055550160"], ignoreOrder: true);
    }

    private static async Task CalledAsync(ApiServer server, string number)
    {
        var store = server.Services.GetRequiredService<Store>();
        await store.Commits.CommitAsync(new CommitUnit(null, [new Statement(
            "INSERT INTO calls (id, received_at, node, trunk, source, sip_call_id, dialled, book_version, test, phase, auctions, "
            + "considered, asked, bids, attempts, events) VALUES (@p0, @p1, 'n', 't', 's', 'c', @p2, 1, @p3, 'ended', 0, 0, 0, 0, 0, 1)",
            CallId.New(TimeProvider.System).ToString(), UnixMicros.Of(TimeProvider.System.GetUtcNow()), number, false)]));
    }

    private static async Task<(int Status, JsonElement Said)> ImportAsync(HttpClient client, string sheet, string query = "")
    {
        using var content = new StringContent(sheet, Encoding.UTF8, new MediaTypeHeaderValue("text/csv"));
        using var answer = await client.PostAsync(new Uri($"/v1/numbers/import{query}", UriKind.Relative), content);
        return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }
}
