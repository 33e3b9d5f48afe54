using Bidline.Accounts;
using Bidline.Billing;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Tests.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class DebtRoutesTests
{
    [Fact]
    public async Task A_debt_is_listed_and_borne_once_by_its_key()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = await server.ClientAsync(Role.Admin);
        await OverpayAsync(server, 40);

        var before = await admin.SendAsync("GET", "/v1/debts");
        var first = await WriteOffAsync(admin, "12.345678", "k1");
        var again = await WriteOffAsync(admin, "12.345678", "k1");
        var beyond = await WriteOffAsync(admin, "27.654323", "k2");
        var after = await admin.SendAsync("GET", "/v1/debts");
        var list = await admin.SendAsync("GET", "/v1/write-offs?state=booked");

        Amounts(before).ShouldBe(["40.00"]);
        (first.Status, first.Of("state"), again.Of("id")).ShouldBe((200, "booked", first.Of("id")));
        (beyond.Status, beyond.Of("code")).ShouldBe((422, "debt.rest"));
        Amounts(after).ShouldBe(["27.654322"]);
        list.Json.GetProperty("data").EnumerateArray().Single().GetProperty("evidence").GetString().ShouldBe("letter");
    }

    [Theory]
    [InlineData("{\"publisher\":\"zeta\",\"buyer\":\"acme\",\"amount\":\"1\",\"reason\":\"x\",\"evidence\":\"y\"}", 422)]
    [InlineData("{\"amount\":\"1\",\"reason\":\"x\",\"evidence\":\"y\"}", 422)]
    [InlineData("{\"publisher\":\"zeta\",\"amount\":\"1.0000001\",\"reason\":\"x\",\"evidence\":\"y\"}", 422)]
    [InlineData("{\"publisher\":\"zeta\",\"amount\":\"NaN\",\"reason\":\"x\",\"evidence\":\"y\"}", 422)]
    [InlineData("{\"publisher\":\"zeta\",\"amount\":\"-1\",\"reason\":\"x\",\"evidence\":\"y\"}", 422)]
    [InlineData("{\"publisher\":\"zeta\",\"amount\":\"0\",\"reason\":\"x\",\"evidence\":\"y\"}", 422)]
    [InlineData("{\"publisher\":\"zeta\",\"amount\":\"1\",\"reason\":\"\",\"evidence\":\"y\"}", 422)]
    [InlineData("{\"publisher\":\"zeta\",\"amount\":\"1\",\"reason\":\"x\"}", 422)]
    public async Task Bad_input_is_refused_and_books_nothing(string body, int status)
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = await server.ClientAsync(Role.Admin);
        await OverpayAsync(server, 40);

        var answer = await admin.SendAsync("POST", "/v1/write-offs", body, ("Idempotency-Key", "k1"));

        answer.Status.ShouldBe(status);
        Amounts(await admin.SendAsync("GET", "/v1/debts")).ShouldBe(["40.00"]);
    }

    /// <summary>A publisher was paid more than it earned.</summary>
    private static Task OverpayAsync(ApiServer server, decimal units) =>
        server.Services.GetRequiredService<Capacity>().PostAsync(
            Orders.Acme,
            new LedgerTransaction(TransactionId.For("paid"), TransactionKind.Payout, "paid", "Payout",
            [
                LedgerEntry.Debit(ChartOfAccounts.Payable(Orders.Zeta), Money.Usd(units)),
                LedgerEntry.Credit(ChartOfAccounts.BankClearing, Money.Usd(units)),
            ]),
            CancellationToken.None);

    private static Task<Answer> WriteOffAsync(HttpClient client, string amount, string key) => client.SendAsync(
        "POST", "/v1/write-offs",
        $"{{\"publisher\":\"zeta\",\"amount\":\"{amount}\",\"reason\":\"Out of business\",\"evidence\":\"letter\"}}",
        ("Idempotency-Key", key));

    private static IEnumerable<string?> Amounts(Answer answer) =>
        answer.Json.GetProperty("data").EnumerateArray().Select(debt => debt.GetProperty("amount").GetString());
}
