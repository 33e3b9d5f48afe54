using Bidline.Storage;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

/// <summary>PostgreSQL keeps no NUL in a text: it is refused before it comes there, on either store.</summary>
public sealed class NulTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_request_with_a_NUL_is_refused_and_says_so(StoreKind kind)
    {
        await using var server = await ApiServer.StartAsync(kind);
        using var client = await server.ClientAsync();

        Answer[] answers =
        [
            await client.SendAsync("GET", "/v1/audit?subject=a%00b"),
            await client.SendAsync("GET", "/v1/conversions/call_1?event=%00"),
            await TopUpAsync(client, "k1", @"a\u0000b"),
            await TopUpAsync(client, "k2", @"a\\\u0000b"),
            await client.SendAsync("POST", "/v1/keys", @"{""name"":""\u0000"",""role"":""viewer""}"),
        ];

        answers.ShouldAllBe(answer => answer.Status == 400 && answer.Of("code") == "nul");
        (await client.SendAsync("GET", "/v1/buyers/acme/wallet")).Of("balance").ShouldBe("500.00");
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_only_looks_like_one_is_a_text_like_any_other(StoreKind kind)
    {
        await using var server = await ApiServer.StartAsync(kind);
        using var client = await server.ClientAsync();

        (await TopUpAsync(client, "k1", @"a\\u0000b")).Status.ShouldBe(201);
        (await client.SendAsync("GET", "/v1/audit?subject=buyer%2000")).Status.ShouldBe(200);
    }

    private static Task<Answer> TopUpAsync(HttpClient client, string key, string memo) => client.SendAsync(
        "POST", "/v1/buyers/acme/top-ups", $$"""{"amount":"100.00","memo":"{{memo}}"}""", ("Idempotency-Key", key));
}
