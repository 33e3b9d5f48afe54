using System.Globalization;
using System.Text;
using Bidline.Accounts;
using Bidline.Adapters.Payments.Stripe;
using Bidline.Billing;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Bidline.Tests.Tidy;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class PaymentRoutesTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_payment_is_booked_once_however_many_events_speak_of_it(StoreKind kind)
    {
        await using var server = await ApiServer.StartAsync(kind);
        using var client = await server.ClientAsync(Role.Viewer);
        var (checkout, intent) = (Recorded("checkout.session.completed"), Recorded("payment_intent.succeeded"));

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 10).SelectMany(_ => new[] { checkout, intent }).Select(body => SendAsync(client, body)));

        answers.ShouldAllBe(answer => answer.Status == 200);
        answers.Count(answer => answer.Of("outcome") == "booked").ShouldBe(1);
        answers.Count(answer => answer.Of("outcome") == "repeated").ShouldBe(19);
        (await BalanceAsync(client)).ShouldBe("1300.00");
    }

    [Fact]
    public async Task A_refund_takes_what_is_new_of_its_total_and_beyond_the_prepayment_it_is_owed()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Viewer);
        await SendAsync(client, Recorded("checkout.session.completed"));

        var first = await SendAsync(client, RefundOf("evt_1", 25000));
        var more = await SendAsync(client, RefundOf("evt_2", 80000));
        var late = await SendAsync(client, RefundOf("evt_3", 25000));
        var above = await SendAsync(client, RefundOf("evt_4", 80001));

        (first.Of("outcome"), first.Of("amount")).ShouldBe(("booked", "-250.00"));
        (more.Of("outcome"), more.Of("amount")).ShouldBe(("booked", "-550.00"));
        (late.Of("outcome"), late.Of("reason")).ShouldBe(("ignored", "refund_booked"));
        (above.Of("outcome"), above.Of("reason")).ShouldBe(("refused", "more_than_paid"));
        (await BalanceAsync(client)).ShouldBe("500.00");
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_refund_that_comes_before_its_payment_is_booked_when_that_has_come(StoreKind kind)
    {
        await using var server = await ApiServer.StartAsync(kind);
        using var client = await server.ClientAsync(Role.Viewer);
        await SendAsync(client, RefundOf("evt_2", 40000));
        var early = await SendAsync(client, RefundOf("evt_1", 25000));
        var before = await BalanceAsync(client);

        await SendAsync(client, Recorded("checkout.session.completed"));
        var again = await SendAsync(client, RefundOf("evt_1", 25000));

        (early.Of("outcome"), early.Of("reason"), before).ShouldBe(("refused", "unknown_payment", "500.00"));
        (again.Of("outcome"), again.Of("reason")).ShouldBe(("repeated", "event_seen"));
        (await BalanceAsync(client)).ShouldBe("900.00");
        (await BrokenAsync(server)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_refund_that_a_crash_cut_short_is_not_booked_again_by_the_next_total(StoreKind kind)
    {
        await using var server = await ApiServer.StartAsync(kind);
        using var client = await server.ClientAsync(Role.Viewer);
        await SendAsync(client, Recorded("checkout.session.completed"));
        await SendAsync(client, RefundOf("evt_1", 25000));
        // In the ledger, and the server died before it wrote down here that it is.
        await server.Services.GetRequiredService<Store>().Commits.CommitAsync(new CommitUnit(null, [new Statement(
            "UPDATE payment_events SET outcome = 'refused', reason = 'unknown_payment', buyer = NULL, transaction_id = NULL "
            + "WHERE event_id = 'evt_1'")]));

        var next = await SendAsync(client, RefundOf("evt_2", 40000));

        (next.Of("outcome"), next.Of("amount")).ShouldBe(("booked", "-150.00"));
        (await BalanceAsync(client)).ShouldBe("900.00");
        (await BrokenAsync(server)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_chargeback_takes_its_money_from_the_wallet_and_one_that_was_won_brings_it_back(StoreKind kind)
    {
        await using var server = await ApiServer.StartAsync(kind);
        using var client = await server.ClientAsync(Role.Viewer);
        await SendAsync(client, Recorded("checkout.session.completed"));
        await SendAsync(client, RefundOf("evt_1", 25000));

        var back = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SendAsync(client, Withdrawn())));
        var charged = await BalanceAsync(client);
        var refund = await SendAsync(client, RefundOf("evt_2", 30000));
        var won = await SendAsync(client, Recorded("charge.dispute.funds_reinstated"));

        back.Count(answer => answer.Of("outcome") == "booked" && answer.Of("reason") == "charged_back").ShouldBe(1);
        charged.ShouldBe("250.00");
        // Only 50.00 are new of the refunds: a chargeback is none.
        (refund.Of("outcome"), refund.Of("amount")).ShouldBe(("booked", "-50.00"));
        (won.Of("reason"), won.Of("amount")).ShouldBe(("reinstated", "800.00"));
        (await BalanceAsync(client)).ShouldBe("1000.00");
        (await BrokenAsync(server)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_chargeback_of_what_was_spent_is_owed()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();
        await SendAsync(client, Recorded("payment_intent.succeeded"));
        await SpendAsync(client, "1000.00", "k1");

        await SendAsync(client, Withdrawn());

        var wallet = await client.SendAsync("GET", "/v1/buyers/acme/wallet");
        (wallet.Of("balance"), wallet.Of("owed")).ShouldBe(("300.00", "800.00"));
        (await SpendAsync(client, "0.01", "k2")).Of("code").ShouldBe("refund.not_free");
        (await BrokenAsync(server)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_chargeback_that_was_won_brings_nothing_where_none_had_taken_anything()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();
        await SendAsync(client, Recorded("checkout.session.completed"));

        var won = await SendAsync(client, Recorded("charge.dispute.funds_reinstated"));
        var before = await BalanceAsync(client);
        await SendAsync(client, Withdrawn());

        (won.Of("outcome"), won.Of("reason"), before).ShouldBe(("refused", "reinstated_unknown_chargeback", "1300.00"));
        (await BalanceAsync(client)).ShouldBe("1300.00");
        (await BrokenAsync(server)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Chargebacks_that_come_before_their_payment_wait_for_it()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();
        var early = await SendAsync(client, Withdrawn());
        var won = await SendAsync(client, Recorded("charge.dispute.funds_reinstated"));
        await SendAsync(client, Withdrawn("evt_again"));

        await SendAsync(client, Recorded("payment_intent.succeeded"));

        (early.Of("outcome"), early.Of("reason")).ShouldBe(("refused", "charged_back_unknown_payment"));
        (won.Of("outcome"), won.Of("reason")).ShouldBe(("refused", "reinstated_unknown_chargeback"));
        (await BalanceAsync(client)).ShouldBe("500.00");
        (await BrokenAsync(server)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"client_reference_id\": \"acme\"", "\"client_reference_id\": \"nobody\"", "refused", "unknown_buyer")]
    [InlineData("\"client_reference_id\": \"acme\"", "\"client_reference_id\": null", "ignored", "no_buyer")]
    [InlineData("\"currency\": \"usd\"", "\"currency\": \"eur\"", "refused", "other_currency")]
    [InlineData("\"payment_status\": \"paid\"", "\"payment_status\": \"unpaid\"", "ignored", "not_about_money")]
    [InlineData("\"currency\": \"usd\"", "\"currency\": \"xau\"", "ignored", "not_about_money")]
    [InlineData("\"amount_total\": 80000", "\"amount_total\": 800.5", "ignored", "not_about_money")]
    [InlineData("\"amount_total\": 80000", "\"amount_total\": -80000", "ignored", "not_about_money")]
    [InlineData("\"type\": \"checkout.session.completed\"", "\"type\": \"customer.created\"", "ignored", "not_about_money")]
    public async Task An_event_that_cannot_be_booked_says_why(string piece, string by, string outcome, string reason)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Viewer);
        var body = Recorded("checkout.session.completed");
        body.ShouldContain(piece);

        var answer = await SendAsync(client, body.Replace(piece, by));

        (answer.Status, answer.Of("outcome"), answer.Of("reason")).ShouldBe((200, outcome, reason));
        (await BalanceAsync(client)).ShouldBe("500.00");
    }

    [Theory]
    [InlineData("whsec_another", 0, "signature_wrong")]
    [InlineData(ApiServer.StripeSecret, -600, "signature_stale")]
    [InlineData(null, 0, "signature_missing")]
    public async Task Nothing_is_booked_without_a_good_signature(string? secret, int seconds, string code)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Viewer);

        var answer = await SendAsync(client, Recorded("checkout.session.completed"), secret, seconds);

        (answer.Status, answer.Of("code")).ShouldBe((400, code));
        (await BalanceAsync(client)).ShouldBe("500.00");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"id\":\"evt_1\",\"object\":\"event\",\"type\":7,\"data\":{\"object\":{}}}")]
    [InlineData("{\"id\":\"evt_1\",\"object\":\"event\",\"type\":\"x\",\"data\":7}")]
    public async Task What_is_no_event_is_refused(string body)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Viewer);

        (await SendAsync(client, body)).Status.ShouldBe(400);
    }

    private static async Task<IEnumerable<string>> BrokenAsync(ApiServer server) =>
        (await Invariants.CheckAsync(server.Services.GetRequiredService<Store>(), CancellationToken.None))
        .Where(result => !result.Ok).Select(result => $"{result.Id} {result.Detail}");

    private static Task<Answer> SpendAsync(HttpClient client, string amount, string key) => client.SendAsync(
        "POST", "/v1/buyers/acme/refunds", $"{{\"amount\":\"{amount}\",\"memo\":\"Spent\"}}", ("Idempotency-Key", key));

    private static string Withdrawn(string id = "evt_back") =>
        Recorded("charge.dispute.funds_withdrawn").Replace("evt_3Rp92GE2YllEOQrt1Withdrw", id);

    private static string RefundOf(string id, int total) => Recorded("charge.refunded")
        .Replace("evt_3Rp92GE2YllEOQrt0VwXyZaB", id).Replace("\"amount_refunded\": 25000", $"\"amount_refunded\": {total}");

    private static string Recorded(string kind) => File.ReadAllText(Path.Combine(
        SourceTree.Root, "tests/Bidline.Tests/Adapters/Payments/Stripe", $"{kind}.json"));

    private static Task<Answer> SendAsync(
        HttpClient client, string body, string? secret = ApiServer.StripeSecret, int seconds = 0)
    {
        var at = (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + seconds).ToString(CultureInfo.InvariantCulture);
        var signature = secret is null ? "" : $"t={at},v1={StripeSignature.Sign(at, Encoding.UTF8.GetBytes(body), secret)}";
        return client.SendAsync("POST", "/v1/payments/stripe", body, (StripeSignature.Header, signature));
    }

    private static async Task<string> BalanceAsync(HttpClient client) =>
        (await client.SendAsync("GET", "/v1/buyers/acme/wallet")).Of("balance");
}
