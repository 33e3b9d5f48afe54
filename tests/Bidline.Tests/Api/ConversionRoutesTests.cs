using System.Net.Http.Headers;
using System.Text;
using Bidline.Accounts;
using Bidline.Billing;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Postbacks;
using Bidline.Postbacks.Notices;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class ConversionRoutesTests
{
    private static readonly SaleTerms Terms = Routing.Orders.Terms() with
    {
        BuyerRule = new QualifyRule(TimeSpan.Zero) { Conversion = new ConversionRule("sale", TimeSpan.FromDays(30)) },
    };

    [Fact]
    public async Task A_key_that_was_mailed_to_a_buyer_posts_its_conversions_and_can_do_nothing_else()
    {
        await using var server = await ApiServer.StartAsync();
        var call = await SettledAsync(server);
        using var partner = await PartnerAsync(server, "acme");

        var first = await partner.SendAsync("POST", $"/v1/conversions/{call}", "{\"event\":\"sale\",\"amount\":900}");
        var again = await partner.SendAsync("POST", $"/v1/conversions/{call}", "{\"amount\":\"900.00\"}");

        (first.Status, again.Status).ShouldBe((201, 200));
        (first.Of("state"), first.Of("revenue"), first.Of("buyer")).ShouldBe(("booked", "27.50", "acme"));
        again.Text.ShouldBe(first.Text);
        foreach (var path in new[] { "/v1/calls", "/v1/conversions", "/v1/ledger/accounts", "/v1/keys", "/v1/export" })
            (await partner.SendAsync("GET", path)).Status.ShouldBe(403, path);
    }

    [Fact]
    public async Task A_buyer_cannot_speak_of_another_ones_calls()
    {
        await using var server = await ApiServer.StartAsync();
        var call = await SettledAsync(server);
        using var partner = await PartnerAsync(server, "beta");

        var refused = await partner.SendAsync("POST", $"/v1/conversions/{call}", "{}");

        (refused.Status, refused.Of("code")).ShouldBe((422, "conversion.not_sold"));
        (await BookedAsync(server)).ShouldBe(0);
    }

    [Fact]
    public async Task A_revoked_key_posts_nothing_more()
    {
        await using var server = await ApiServer.StartAsync();
        var call = await SettledAsync(server);
        using var admin = await server.ClientAsync();
        var key = await admin.SendAsync("POST", "/v1/keys", "{\"name\":\"Acme CRM\",\"conversions_of\":\"acme\"}");
        (key.Of("conversions_of"), key.Json.TryGetProperty("role", out _)).ShouldBe(("acme", false));
        using var partner = Client(server, key.Of("secret")!);

        await admin.SendAsync("DELETE", $"/v1/keys/{key.Of("id")}");

        (await partner.SendAsync("POST", $"/v1/conversions/{call}", "{}")).Status.ShouldBe(401);
        (await BookedAsync(server)).ShouldBe(0);
    }

    [Fact]
    public async Task Systems_that_can_only_call_an_address_put_their_key_into_it_and_a_key_with_a_role_is_refused_there()
    {
        await using var server = await ApiServer.StartAsync();
        var call = await SettledAsync(server);
        using var anybody = new HttpClient { BaseAddress = server.Address };
        var secret = await SecretAsync(server, "acme");

        var operators = await anybody.SendAsync("GET", $"/v1/conversions/{call}?event=sale&key={ApiServer.AdminKey}");
        var posted = await anybody.SendAsync("GET", $"/v1/conversions/{call}?event=sale&amount=12.5&key={secret}");
        var elsewhere = await anybody.SendAsync("GET", $"/v1/calls?key={secret}");

        (operators.Status, posted.Status, elsewhere.Status).ShouldBe((401, 201, 401));
        posted.Of("amount").ShouldBe("12.50");
    }

    [Theory]
    [InlineData("{\"amount\":\"1.0000001\"}", "money")]
    [InlineData("{\"amount\":\"NaN\"}", "money")]
    [InlineData("{\"amount\":\"1e3\"}", "money")]
    [InlineData("{\"amount\":\"-1\"}", "money_negative")]
    [InlineData("{\"amount\":\"99999999999999999999\"}", "money")]
    [InlineData("{\"amount\":\"1\",\"currency\":\"EUR\"}", "currency")]
    [InlineData("{\"amount\":\"1\",\"price\":\"1\"}", "unknown_key")]
    [InlineData("{\"event\":\"Big sale\"}", "event_name")]
    public async Task A_value_that_is_none_is_refused_and_books_nothing(string body, string code)
    {
        await using var server = await ApiServer.StartAsync();
        var call = await SettledAsync(server);
        using var client = await server.ClientAsync(Role.Operator);

        var refused = await client.SendAsync("POST", $"/v1/conversions/{call}", body);

        refused.Status.ShouldBe(422);
        refused.Json.GetProperty("errors")[0].GetProperty("code").GetString().ShouldBe(code);
        (await BookedAsync(server)).ShouldBe(0);
    }

    [Fact]
    public async Task A_forged_a_stale_and_a_replayed_message_are_refused()
    {
        await using var server = await ApiServer.StartAsync();
        var call = await SettledAsync(server);
        using var partner = await PartnerAsync(server, "acme");
        var secrets = await server.Services.GetRequiredService<NoticeSecrets>().OfAsync(new BuyerId("acme"), CancellationToken.None);
        var now = TimeProvider.System.GetUtcNow();

        var forged = await SignedAsync(partner, call, now, WebhookSignature.NewSecret());
        var stale = await SignedAsync(partner, call, now.AddMinutes(-6), secrets[0].Secret);
        var future = await SignedAsync(partner, call, now.AddMinutes(6), secrets[0].Secret);
        (await BookedAsync(server)).ShouldBe(0);
        var genuine = await SignedAsync(partner, call, now, secrets[0].Secret);
        var replayed = await SignedAsync(partner, call, now, secrets[0].Secret);

        (forged.Of("code"), stale.Of("code"), future.Of("code"))
            .ShouldBe(("conversion.signature", "conversion.stale", "conversion.stale"));
        (genuine.Status, replayed.Status, replayed.Of("code")).ShouldBe((201, 409, "conversion.replayed"));
        (await BookedAsync(server)).ShouldBe(1);
    }

    [Fact]
    public async Task A_file_is_judged_row_by_row_and_importing_it_twice_books_it_once()
    {
        await using var server = await ApiServer.StartAsync();
        var (one, other) = (await SettledAsync(server), await SettledAsync(server));
        using var partner = await PartnerAsync(server, "acme");
        var file = $"call,event,amount\n{one},sale,100\n{other},,\n{one},sale,101\nnonsense,sale,1\n{other},sale,1.0000001\n";

        var first = await ImportAsync(partner, file);
        var again = await ImportAsync(partner, file);

        first.Json.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("state").GetString())
            .ShouldBe(["booked", "booked", "refused", "refused", "refused"]);
        first.Json.GetProperty("rows").EnumerateArray().Skip(2).Select(row => row.GetProperty("code").GetString())
            .ShouldBe(["conversion.other_amount", "id_form", "money"]);
        again.Json.GetProperty("repeated").GetInt32().ShouldBe(2);
        (await BookedAsync(server)).ShouldBe(2);
    }

    [Fact]
    public async Task A_file_without_a_column_for_the_call_is_refused_whole()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);

        (await ImportAsync(client, "id,amount\n1,2\n")).Status.ShouldBe(422);
    }

    /// <summary>A call that acme bought, waiting for its conversion.</summary>
    internal static async Task<CallId> SettledAsync(ApiServer server, SaleTerms? terms = null)
    {
        var services = server.Services;
        var (log, capacity) = (services.GetRequiredService<CallLog>(), services.GetRequiredService<Capacity>());
        var id = CallId.New(TimeProvider.System);
        var order = Routing.Orders.Order(call: id) with { Terms = terms ?? Terms };
        (await capacity.ReserveAsync(order, default)).ShouldBeOfType<ReserveOutcome.Held>();
        var journal = log.Start(id);
        CallEvent[] events =
        [
            new CallEvent.Received(
                Given.AnInboundCall() with { Id = id, ReceivedAt = TimeProvider.System.GetUtcNow() },
                new CampaignId("auto-fl"), Routing.Orders.Zeta, 1, "hash", services.GetRequiredService<Store>().Node),
            new CallEvent.FundsHeld(1, order.Hold, Routing.Orders.AcmeFlorida, Routing.Orders.Acme, order.Terms),
            new CallEvent.Connected(1, Routing.Orders.AcmeFlorida, TimeSpan.FromSeconds(5)),
            new CallEvent.Ended(
                CallOutcome.Connected, Reason.Of("won"), EndedBy.Caller, TimeSpan.FromSeconds(131), new MediaCounts(1, 1, 0)),
        ];
        foreach (var happened in events) await journal.WriteDurablyAsync(happened);
        var booking = services.GetRequiredService<ConversionBooking>();
        await new Settlement(log, capacity, booking, NullLogger<Settlement>.Instance).SettleAsync(id, default);
        return id;
    }

    private static async Task<int> BookedAsync(ApiServer server)
    {
        var page = await server.Services.GetRequiredService<Ledger>().EntriesAsync(new EntryQuery(Limit: 500), default);
        return page.Lines.Where(line => line.Kind == "conversion").Select(line => line.Transaction).Distinct().Count();
    }

    private static async Task<HttpClient> PartnerAsync(ApiServer server, string buyer) =>
        Client(server, await SecretAsync(server, buyer));

    private static async Task<string> SecretAsync(ApiServer server, string buyer)
    {
        using var admin = await server.ClientAsync();
        var key = await admin.SendAsync("POST", "/v1/keys", $"{{\"name\":\"{buyer} CRM\",\"conversions_of\":\"{buyer}\"}}");
        return key.Of("secret")!;
    }

    private static HttpClient Client(ApiServer server, string secret)
    {
        var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return client;
    }

    private static Task<Answer> SignedAsync(HttpClient client, CallId call, DateTimeOffset at, string secret)
    {
        const string Body = "{\"event\":\"sale\"}";
        var headers = WebhookSignature.Headers("msg_1", at, Encoding.UTF8.GetBytes(Body), [secret]);
        return client.SendAsync(
            "POST", $"/v1/conversions/{call}", Body, [.. headers.Select(header => (header.Key, header.Value))]);
    }

    private static async Task<Answer> ImportAsync(HttpClient client, string csv)
    {
        using var content = new StringContent(csv, Encoding.UTF8, "text/csv");
        using var response = await client.PostAsync("/v1/conversions/import", content);
        var text = await response.Content.ReadAsStringAsync();
        var json = System.Text.Json.JsonDocument.Parse(text).RootElement;
        return new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, text, json, null, []);
    }
}
