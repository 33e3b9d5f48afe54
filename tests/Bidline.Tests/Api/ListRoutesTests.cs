using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Bidline.Campaigns;
using Bidline.Campaigns.Lists;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Campaigns;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class ListRoutesTests
{
    private const string Path = "/v1/lists/dnc";

    [Fact]
    public async Task A_list_is_uploaded_shown_filtered_by_and_downloaded()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        var put = await PutAsync(client, Path + "?kind=numbers&name=Do%20not%20call", "number\n+13055550142\n305 555 0143\n");
        await FilterByAsync(client, "dnc");
        var got = await client.SendAsync("GET", Path);
        var values = await client.SendAsync("GET", Path + "/values");

        (put.Status, put.Of("size"), put.Of("kind"), put.Of("name")).ShouldBe((200, "2", "numbers", "Do not call"), put.Text);
        (got.Status, got.Of("content")).ShouldBe((200, put.Of("content")));
        got.Text.ShouldContain("updated_at");
        (values.Type, values.Text).ShouldBe(("text/csv", "+13055550142\n+13055550143\n"));
        (await client.SendAsync("GET", "/v1/lists")).Text.ShouldContain("\"id\":\"dnc\"");
        var filter = server.Book.Targets[new TargetId("acme-fl")].Filter.ShouldBeOfType<CallFilter.Not>();
        filter.Inner.ShouldBeOfType<CallFilter.InList>().List.Count.ShouldBe(2);
        (await client.SendAsync("GET", "/v1/export")).Text.ShouldContain("content: \"sha256:");
    }

    [Fact]
    public async Task A_call_keeps_the_list_of_its_book_and_a_new_upload_is_a_new_version()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();
        await PutAsync(client, Path + "?kind=numbers", "+13055550142");
        await FilterByAsync(client, "dnc");
        var before = server.Book;

        await PutAsync(client, Path, "+13055550143\n+13055550144");

        server.Book.Version.ShouldBe(before.Version + 1);
        (ListOf(before).Contains("+13055550142"), ListOf(server.Book).Contains("+13055550142")).ShouldBe((true, false));
        (before.Lists["dnc"].Count, server.Book.Lists["dnc"].Count).ShouldBe((1, 2));
        (await PutAsync(client, Path, "+13055550144\n+13055550143")).Status.ShouldBe(200);
        server.Book.Version.ShouldBe(before.Version + 1); // the same values are no change

        static ValueList ListOf(CampaignBook book) =>
            ((CallFilter.InList)((CallFilter.Not)book.Targets[new TargetId("acme-fl")].Filter!).Inner).List;
    }

    [Fact]
    public async Task Bad_rows_are_answered_with_their_numbers_and_nothing_is_saved()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();
        await PutAsync(client, Path + "?kind=zips", "33130");
        var version = server.Book.Version;

        var refused = await PutAsync(client, Path, "33130\n501\n3313x");

        refused.Status.ShouldBe(422);
        refused.Text.ShouldContain("\"line\":2");
        refused.Text.ShouldContain("leading zero");
        refused.Text.ShouldContain("\"line\":3");
        (server.Book.Version, server.Book.Lists["dnc"].Count).ShouldBe((version, 1));
        (await PutAsync(client, "/v1/lists/new", "33130")).Text.ShouldContain("?kind");
        (await PutAsync(client, "/v1/lists/New?kind=zips", "33130")).Text.ShouldContain("id_form");
        (await PutAsync(client, Path + "?kind=zipz", "33130")).Text.ShouldContain("zips");
        (await PutAsync(client, Path + "?sort=up", "33130")).Text.ShouldContain("unknown_parameter");
    }

    [Fact]
    public async Task A_list_that_a_filter_refers_to_is_not_deleted()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();
        await PutAsync(client, Path + "?kind=numbers", "+13055550142");
        await FilterByAsync(client, "dnc");

        var refused = await client.SendAsync("DELETE", Path);
        refused.Status.ShouldBe(409);
        refused.Text.ShouldContain("/targets/acme-fl/filters");
        var otherKind = await PutAsync(client, Path + "?kind=zips", "33130");
        (otherKind.Status, server.Book.Lists["dnc"].Kind).ShouldBe((422, ListKind.Numbers));
        otherKind.Text.ShouldContain("list_kind");
        await client.SendAsync("PATCH", "/v1/targets/acme-fl", "{\"filters\":null}");
        (await client.SendAsync("DELETE", Path)).Status.ShouldBe(204);
        (await client.SendAsync("GET", Path)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_list_of_litigators_is_uploaded_keeps_its_purpose_and_is_taken_away_again()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        var put = await PutAsync(client, Path + "?kind=numbers&purpose=litigators", "phone\n(305) 555-0142\n");
        var again = await PutAsync(client, Path, "305-555-0143\n");

        (put.Status, put.Of("purpose"), again.Status, again.Of("purpose")).ShouldBe((200, "litigators", 200, "litigators"), put.Text);
        var campaign = new CampaignId("auto-fl");
        server.Book.Campaigns[campaign].Litigators.Refusal(PhoneNumber.Parse("+13055550142")).ShouldBeNull();
        server.Book.Campaigns[campaign].Litigators.Refusal(PhoneNumber.Parse("+13055550143"))!.Code.ShouldBe("call.litigator");
        (await PutAsync(client, "/v1/lists/zips?kind=zips&purpose=litigators", "33130")).Text.ShouldContain("list_purpose");
        (await client.SendAsync("DELETE", Path)).Status.ShouldBe(204);
        server.Book.Campaigns[campaign].Litigators.Lists.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task A_content_of_many_chunks_comes_back_after_a_restart(StoreKind kind)
    {
        await using var kept = await KeptMarket.OpenAsync(kind);
        var text = string.Join('\n', Enumerable.Range(0, 300_000).Select(n =>
            (13_050_000_000L + (n * 7_919L % 9_000_000)).ToString(CultureInfo.InvariantCulture)));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var list = (await ListSheet.ReadAsync(
            stream, ListKind.Numbers, Given.Monday9Am, TestContext.Current.CancellationToken)).List!;
        await kept.Archive.Lists.SaveAsync(list, TestContext.Current.CancellationToken);
        (await kept.ApplyAsync($"lists: [ {{ id: dnc, kind: numbers, content: \"{list.Hash}\" }} ]"))
            .ShouldBeOfType<ApplyResult.Applied>();

        await kept.RestartAsync();

        var loaded = kept.Shelf.Current.Lists["dnc"];
        loaded.ShouldNotBeSameAs(list);
        (loaded.Hash, loaded.Count, loaded.StoredAt).ShouldBe((list.Hash, list.Count, Given.Monday9Am));
        kept.Keeper.Export().ShouldContain($"content: \"{list.Hash}\"");
    }

    private static Task FilterByAsync(HttpClient client, string list) => client.SendAsync(
        "PATCH", "/v1/targets/acme-fl",
        $"{{\"filters\":{{\"all\":null,\"not\":{{\"field\":\"caller.number\",\"in_list\":\"{list}\"}}}}}}");

    private static async Task<Answer> PutAsync(HttpClient client, string path, string csv)
    {
        using var content = new StringContent(csv, Encoding.UTF8, new MediaTypeHeaderValue("text/csv"));
        using var response = await client.PutAsync(path, content);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer(
            (int)response.StatusCode, response.Content.Headers.ContentType!.MediaType, text,
            JsonDocument.Parse(text).RootElement, response.Headers.ETag?.ToString(), []);
    }
}
