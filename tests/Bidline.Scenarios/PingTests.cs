using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Bidline.Scenarios.Parts;
using Shouldly;
using Xunit;

namespace Bidline.Scenarios;

/// <summary>Publishers ping the real program over HTTP and send their calls to it over SIP.</summary>
public sealed class PingTests : IAsyncLifetime
{
    private const string Native = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
    private const string Ringba = "a0b1c2d3e4f5061728394a5b6c7d8e9f";

    private readonly string _directory = Repository.FreshDirectory();
    private readonly List<ChildProgram> _phones = [];
    private ServerProgram _server = null!;
    private HttpClient _publisher = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var market = Path.Combine(_directory, "market.yaml");
        await File.WriteAllTextAsync(market, Yaml(Phone(), Phone()), Cancel);
        var settings = new ServerSettings(Path.Combine(_directory, "data"), market, Postgres: null);
        Directory.CreateDirectory(settings.DataDirectory);
        _server = await ServerProgram.StartAsync(settings, Cancel);
        // Its key is all that a publisher has.
        _publisher = new HttpClient { BaseAddress = _server.Api.BaseAddress };
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _publisher.Dispose();
        foreach (var phone in _phones) phone.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Calls_to_a_reserved_address_and_to_a_reserved_number_are_sold_at_the_promised_price()
    {
        var bySip = await OfferAsync("+13055550142");
        var byNumber = await OfferAsync("+13055550143");
        await _server.KillAndRestartAsync(Cancel);

        await CallAsync("talks", User(bySip), "+13055550142");
        await CallAsync("talks", byNumber.GetProperty("destination").GetProperty("number").GetString()!, "+13055550143");

        var calls = await SettledAsync(2);
        foreach (var call in calls)
        {
            call.GetProperty("outcome").GetString().ShouldBe("connected");
            (Text(call, "revenue"), Text(call, "payout"), Text(call, "target")).ShouldBe(("34.00", "27.20", "high"));
            call.GetProperty("reservation").GetProperty("promised").GetString().ShouldBe("27.20");
            call.GetProperty("auctions")[0].GetProperty("trigger").GetString().ShouldBe("ping");
        }

        await ShouldBeOneStoryAsync(bySip, calls);
        await ShouldReconcileAsync("2 offers = 2 used");
    }

    [Fact]
    public async Task Late_mismatched_repeated_and_made_up_calls_end_as_their_own_outcomes()
    {
        var late = await OfferAsync("+13055550142", key: Ringba);
        var used = await OfferAsync("+13055550143");
        var other = await OfferAsync("+13055550144");
        await CallAsync("talks", User(used), "+13055550143");
        await Task.Delay(TimeSpan.FromSeconds(5.5), Cancel);

        await CallAsync("expects-410", Text(late, "bidId")!, "+13055550142");
        await CallAsync("expects-410", User(used), "+13055550143");
        await CallAsync("expects-403", User(other), "+13055550177");
        await CallAsync("expects-403", "+18005550120", "+13055550178");
        await CallAsync("expects-404", "rsv_00000000000000000000000000000000", "+13055550142");

        var calls = await SettledAsync(6);
        calls.Select(call => Text(call, "reason")).Order(StringComparer.Ordinal).ShouldBe(
        [
            "call.reservation_expired", "call.reservation_mismatch", "call.reservation_none", "call.reservation_unknown",
            "call.reservation_used", "pay.qualified",
        ]);
        calls.Count(call => call.GetProperty("outcome").GetString() == "blocked").ShouldBe(5);
        await ShouldReconcileAsync("3 offers = 1 used + 1 expired + 1 mismatched");
    }

    private async Task<JsonElement> OfferAsync(string caller, string key = Native)
    {
        using var body = new StringContent(
            $$"""{"caller_id":"{{caller}}","CID":"{{caller}}","sipOk":"yes","zip":"33130"}""", Encoding.UTF8, "application/json");
        var path = key == Native ? $"/rtb/v1/{key}/offers" : $"/rtb/v1/production/{key}.json";
        using var answer = await _publisher.PostAsync(new Uri(path, UriKind.Relative), body, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var offer = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
        (Text(offer, "price") ?? offer.GetProperty("bidAmount").GetRawText()).ShouldBe("27.20", offer.GetRawText());
        return offer;
    }

    /// <summary>The user part of an offer's SIP address, at the host where the server listens.</summary>
    private static string User(JsonElement offer)
    {
        var uri = offer.GetProperty("destination").GetProperty("sip").GetString()!;
        return uri["sip:".Length..].Split('@')[0];
    }

    private async Task CallAsync(string part, string dials, string number)
    {
        var act = new CallerAct { Caller = part, Dials = dials, Number = number, Seconds = 1.5 };
        using var caller = Sipp.Call(act, _server.Sip, _directory);
        var code = await caller.EndAsync(TimeSpan.FromSeconds(75), Cancel);
        code.ShouldBe(0, $"{part} {dials}\n{caller.Said}\nserver:\n{_server.Said}");
    }

    private Task<IReadOnlyList<JsonElement>> SettledAsync(int count) =>
        new CallRecords(_server.Api).SettledAsync(count, TimeSpan.FromSeconds(20), Cancel);

    private async Task ShouldBeOneStoryAsync(JsonElement offer, IReadOnlyList<JsonElement> calls)
    {
        var call = calls.Single(it => it.GetProperty("reservation").GetProperty("id").GetString() == Text(offer, "offer"));
        var money = call.GetProperty("money").GetProperty("posted").GetString()!;
        var hold = call.GetProperty("attempts")[0].GetProperty("hold").GetString()!;
        var ids = new[] { Text(offer, "id"), Text(offer, "offer"), Text(call, "id"), money, hold };
        foreach (var id in ids)
        {
            using var answer = await _server.Api.GetAsync(new Uri($"/v1/pings/{id}", UriKind.Relative), Cancel);
            var text = await answer.Content.ReadAsStringAsync(Cancel);
            var story = JsonDocument.Parse(text).RootElement;
            story.GetProperty("ping").GetProperty("id").GetString().ShouldBe(Text(offer, "id"), text);
            story.GetProperty("call").GetProperty("payout").GetString().ShouldBe("27.20", text);
        }
    }

    private async Task ShouldReconcileAsync(string said)
    {
        await _server.StopAsync(Cancel);
        var (code, lines) = await _server.CheckAsync(Cancel);
        code.ShouldBe(0, lines);
        lines.ShouldContain(said);
    }

    private int Phone()
    {
        var (program, port) = Sipp.Phone("answers", 2, _directory);
        _phones.Add(program);
        return port;
    }

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Yaml(int high, int low) => string.Create(CultureInfo.InvariantCulture, $$"""
        currency: USD
        publishers: [ { id: zeta } ]
        buyers: [ { id: acme, billing: prepaid, opening_balance: "500.00" } ]
        targets:
          - { id: high, buyer: acme, destination: "sip:high@127.0.0.1:{{high}}", price: { fixed: "34.00" }, qualify: { connected_seconds: 1 } }
          - { id: low, buyer: acme, destination: "sip:low@127.0.0.1:{{low}}", price: { fixed: "20.00" }, qualify: { connected_seconds: 1 } }
        campaigns:
          - id: sales
            routing: { tiers: [ { targets: [ { id: high }, { id: low } ] } ] }
            publishers: [ { id: zeta, payout: { percent_of_revenue: 50 }, qualify: { connected_seconds: 1 } } ]
        endpoints:
          - { id: native, campaign: sales, publisher: zeta, key: {{Native}}, numbers: ["+18005550120"], expire_seconds: 60, price: { pass_through: { margin_percent: 20 } } }
          - { id: rtb, campaign: sales, publisher: zeta, dialect: ringba, key: {{Ringba}}, numbers: ["+18005550121"], expire_seconds: 5, price: { pass_through: { margin_percent: 20 } } }
        trunks: [ { id: lab, match: { addresses: ["127.0.0.0/8"] } } ]
        """);
}
