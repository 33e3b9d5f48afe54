using Bidline.Accounts;
using Bidline.Billing;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class RefundTests
{
    private const string Path = "/v1/buyers/acme/refunds";

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Of_many_at_once_no_more_goes_back_than_is_free(StoreKind kind)
    {
        await using var server = await ApiServer.StartAsync(kind);
        using var client = await server.ClientAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => RefundAsync(client, $"k{i}", "120.00")));

        answers.Count(answer => answer.Status == 201).ShouldBe(4);
        answers.Where(answer => answer.Status != 201)
            .ShouldAllBe(answer => answer.Status == 422 && answer.Of("code") == "refund.not_free");
        (await WalletAsync(client, "balance")).ShouldBe("20.00");
        (await Invariants.CheckAsync(server.Services.GetRequiredService<Store>(), CancellationToken.None))
            .Where(result => !result.Ok).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_key_goes_back_once_also_when_nothing_is_left()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RefundAsync(client, "k1", "500.00")));

        answers.ShouldAllBe(answer => answer.Status == 201);
        answers.Select(answer => answer.Of("id")).Distinct().ShouldHaveSingleItem();
        (await WalletAsync(client, "balance")).ShouldBe("0.00");
    }

    [Fact]
    public async Task Credit_is_not_paid_out_nor_what_the_buyer_owes()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();
        await client.SendAsync("PATCH", "/v1/buyers/acme", "{\"credit_limit\":\"1000.00\"}");
        await OweAsync(server, 100);

        var beyond = await RefundAsync(client, "k1", "400.01");
        var all = await RefundAsync(client, "k2", "400.00");

        (beyond.Status, all.Status).ShouldBe((422, 201));
        (await WalletAsync(client, "balance"), await WalletAsync(client, "owed")).ShouldBe(("100.00", "100.00"));
    }

    [Theory]
    [InlineData("{\"amount\":\"0\",\"memo\":\"x\"}")]
    [InlineData("{\"amount\":\"-5.00\",\"memo\":\"x\"}")]
    [InlineData("{\"amount\":\"1.0000001\",\"memo\":\"x\"}")]
    [InlineData("{\"amount\":\"5.00\",\"memo\":\"\"}")]
    [InlineData("{\"amount\":\"5.00\"}")]
    public async Task An_order_that_is_none_books_nothing(string body)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        (await client.SendAsync("POST", Path, body, ("Idempotency-Key", "k1"))).Status.ShouldBe(422);

        (await WalletAsync(client, "balance")).ShouldBe("500.00");
    }

    [Fact]
    public async Task Only_admins_pay_and_the_audit_says_who()
    {
        await using var server = await ApiServer.StartAsync();
        using var oper = await server.ClientAsync(Role.Operator);
        using var admin = await server.ClientAsync();

        (await RefundAsync(oper, "k1", "5.00")).Status.ShouldBe(403);
        (await RefundAsync(admin, "k1", "5.00")).Status.ShouldBe(201);

        var audit = (await admin.SendAsync("GET", "/v1/audit?subject=buyer%20acme&limit=1")).Json.GetProperty("data")[0];
        audit.GetProperty("actor").GetString().ShouldBe("key:test Admin");
        audit.GetProperty("summary").GetString()!.ShouldStartWith("5.00 USD paid back: Contract ended");
    }

    private static Task<Answer> RefundAsync(HttpClient client, string key, string amount) => client.SendAsync(
        "POST", Path, $"{{\"amount\":\"{amount}\",\"memo\":\"Contract ended\"}}", ("Idempotency-Key", key));

    private static async Task<string> WalletAsync(HttpClient client, string field) =>
        (await client.SendAsync("GET", "/v1/buyers/acme/wallet")).Of(field);

    /// <summary>Charged beyond its prepayment.</summary>
    private static Task OweAsync(ApiServer server, decimal units)
    {
        var acme = new BuyerId("acme");
        var owed = new LedgerTransaction(TransactionId.For("owed"), TransactionKind.Payout, "owed", "Owed",
        [
            LedgerEntry.Debit(ChartOfAccounts.Receivable(acme), Money.Usd(units)),
            LedgerEntry.Credit(ChartOfAccounts.BankClearing, Money.Usd(units)),
        ]);
        return server.Services.GetRequiredService<Capacity>().PostAsync(acme, owed, CancellationToken.None);
    }
}
