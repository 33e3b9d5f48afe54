using Bidline.Accounts;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class TopUpTests
{
    private const string Path = "/v1/buyers/acme/top-ups";

    private const string Body = "{\"amount\":\"100.00\",\"memo\":\"Wire 17\"}";

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_hundred_requests_with_one_key_book_once(StoreKind kind)
    {
        await using var server = await ApiServer.StartAsync(kind);
        using var client = await server.ClientAsync(Role.Operator);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => TopUpAsync(client, "k1")));

        answers.Select(answer => answer.Status).Distinct().ShouldBe([201]);
        answers.Select(answer => answer.Text).Distinct().ShouldHaveSingleItem();
        answers.Count(answer => !answer.Headers.ContainsKey("Idempotency-Replayed")).ShouldBe(1);
        (await BalanceAsync(client)).ShouldBe("600.00");
        (await EntriesAsync(client)).ShouldBe(2);
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();
        await TopUpAsync(client, "k1");

        var other = await TopUpAsync(client, "k1", "{\"amount\":\"101.00\"}");

        (other.Status, other.Of("code")).ShouldBe((422, "idempotency_key_reused"));
        (await BalanceAsync(client)).ShouldBe("600.00");
    }

    [Fact]
    public async Task Keys_of_two_callers_never_meet()
    {
        await using var server = await ApiServer.StartAsync();
        using var one = await server.ClientAsync();
        using var other = await server.ClientAsync();

        await TopUpAsync(one, "k1");
        await TopUpAsync(other, "k1");

        (await BalanceAsync(one)).ShouldBe("700.00");
    }

    [Theory]
    [InlineData("{\"amount\":\"0\"}", 422)]
    [InlineData("{\"amount\":\"-5.00\"}", 422)]
    [InlineData("{\"amount\":\"1e3\"}", 422)]
    [InlineData("{\"amount\":\"1.0000001\"}", 422)]
    [InlineData("{\"amount\":\"5.00\",\"note\":\"x\"}", 422)]
    [InlineData("{}", 422)]
    public async Task An_amount_that_is_none_books_nothing(string body, int status)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        (await TopUpAsync(client, "k1", body)).Status.ShouldBe(status);

        (await BalanceAsync(client)).ShouldBe("500.00");
    }

    [Fact]
    public async Task Without_a_key_nothing_is_booked()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        var answer = await client.SendAsync("POST", Path, Body);

        (answer.Status, answer.Of("code")).ShouldBe((400, "idempotency_key_missing"));
    }

    [Fact]
    public async Task A_top_up_is_in_the_audit_with_who_and_where()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();
        await TopUpAsync(client, "k1");

        var audit = (await client.SendAsync("GET", "/v1/audit?subject=buyer%20acme&limit=1")).Json.GetProperty("data")[0];

        audit.GetProperty("actor").GetString().ShouldBe("key:test Admin");
        audit.GetProperty("origin").GetString().ShouldBe("127.0.0.1");
        audit.GetProperty("summary").GetString()!.ShouldStartWith("100.00 USD paid in: Wire 17");
    }

    private static Task<Answer> TopUpAsync(HttpClient client, string key, string body = Body) =>
        client.SendAsync("POST", Path, body, ("Idempotency-Key", key));

    private static async Task<string> BalanceAsync(HttpClient client) =>
        (await client.SendAsync("GET", "/v1/ledger/accounts?party=acme")).Json.GetProperty("data")[0]
        .GetProperty("free").GetString()!;

    private static async Task<int> EntriesAsync(HttpClient client) =>
        (await client.SendAsync("GET", "/v1/ledger/entries?party=acme&account=buyer_prepaid")).Json
        .GetProperty("data").GetArrayLength();
}
