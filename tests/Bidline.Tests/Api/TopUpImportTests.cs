using System.Text;
using Bidline.Accounts;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class TopUpImportTests
{
    [Fact]
    public async Task Each_row_stands_alone_and_a_mended_file_can_be_sent_again()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        const string file = """
            buyer,amount,key,memo,source
            acme,100.00,wire-1,"Wire, of March",
            nobody,100.00,wire-2,,
            acme,0.0000001,wire-3,,
            acme,-5,wire-4,,
            acme,1e3,wire-5,,
            acme,25,promo-1,Welcome,promo
            acme,100.00,wire-1,Again,
            acme,99.00,wire-1,Other,
            acme,1.00,,No key,
            acme,1.00,wire-6
            """;

        var answer = await ImportAsync(client, file);
        var again = await ImportAsync(client, file.Replace("nobody", "beta"));

        answer.Status.ShouldBe(200);
        Rows(answer).ShouldBe(
        [
            "2 booked", "3 refused unknown_reference", "4 refused money", "5 refused money", "6 refused money",
            "7 booked", "8 repeated", "9 refused key_used", "10 refused missing", "11 refused columns",
        ]);
        Rows(again)[..3].ShouldBe(["2 repeated", "3 booked", "4 refused money"]);
        var wallet = await client.SendAsync("GET", "/v1/buyers/acme/wallet");
        (wallet.Of("balance"), wallet.Of("free"), wallet.Of("level")).ShouldBe(("625.00", "625.00", "funded"));
        var promo = await client.SendAsync("GET", "/v1/ledger/entries?account=promo");
        promo.Json.GetProperty("data")[0].GetProperty("amount").GetString().ShouldBe("25.00");
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("buyer,amount\nacme,1", "missing")]
    [InlineData("buyer,amount,key,colour\nacme,1,k,red", "unknown_key")]
    [InlineData("buyer,amount,key,key\nacme,1,k,k", "duplicate_key")]
    [InlineData("buyer,amount,key\n\"acme,1,k", "csv")]
    public async Task A_file_that_cannot_be_read_books_nothing(string file, string code)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        var answer = await ImportAsync(client, file);

        answer.Status.ShouldBeOneOf(400, 422);
        answer.Text.ShouldContain($"\"{code}\"");
    }

    private static string[] Rows(Answer answer) =>
    [
        .. answer.Json.GetProperty("rows").EnumerateArray().Select(row =>
            $"{row.GetProperty("line")} {row.GetProperty("status")}"
            + (row.TryGetProperty("code", out var code) ? $" {code}" : "")),
    ];

    private static async Task<Answer> ImportAsync(HttpClient client, string file)
    {
        using var content = new StringContent(file, Encoding.UTF8, "text/csv");
        using var response = await client.PostAsync(new Uri("/v1/top-ups/import", UriKind.Relative), content);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer(
            (int)response.StatusCode, null, text, System.Text.Json.JsonDocument.Parse(text).RootElement, null, []);
    }
}
