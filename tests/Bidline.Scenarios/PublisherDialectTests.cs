using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bidline.Scenarios.Parts;
using Shouldly;
using Xunit;

namespace Bidline.Scenarios;

/// <summary>Every case of publishers/*.json against the real program over HTTP, and what hostile senders send.</summary>
public sealed class PublisherDialectTests(PublisherDialectTests.Exchange exchange) : IClassFixture<PublisherDialectTests.Exchange>
{
    private static readonly string[] Dialects = ["native", "ringba", "retreaver", "trackdrive", "callgrid", "leadspedia"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (file, one) in All()) data.Add(file, one.Name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_answer_is_what_senders_of_the_dialect_read(string file, string name)
    {
        var one = All().Single(it => it.File == file && it.Case.Name == name).Case;
        (HttpStatusCode Status, string? Type, string Body) answer = (default, null, "");
        for (var i = 0; i < one.Ask.Times; i++) answer = await AskAsync(one.Ask);

        answer.Body.ShouldMatch(PatternOf(one.Answer.Body), answer.Body);
        ((int)answer.Status, answer.Type).ShouldBe((one.Answer.Status, one.Answer.Type));
    }

    [Fact]
    public async Task A_reservation_is_confirmed_posted_and_given_back_in_two_steps()
    {
        var uuid = await FieldAsync("POST", "/rtbs.json", """{"key":"{retreaver}","caller_number":"3055550131"}""", "uuid");
        var ping = await FieldAsync("POST", "/api/v1/inbound_webhooks/ping/{trackdrive}", """{"zip":"1"}""", "try_all_buyers_ping_id");
        var offer = await FieldAsync("POST", "/rtb/v1/{native}/offers", """{"caller":"3055550132"}""", "offer");

        (await FieldAsync("PUT", $"/rtbs/{uuid}.json", """{"key":"{retreaver}","status":"confirmed"}""", "status")).ShouldBe("confirmed");
        (await FieldAsync("PUT", $"/rtbs/{uuid}.json", """{"key":"{callgrid}","status":"confirmed"}""", "status")).ShouldBe("no-target");
        const string post = "/api/v1/inbound_webhooks/post/{trackdrive}";
        (await FieldAsync("POST", post, $$"""{"ping_id":"{{ping}}"}""", "status")).ShouldBe("caller_id_required");
        (await FieldAsync("POST", post, $$"""{"ping_id":"{{ping}}","caller_id":"3055550133"}""", "forwarding_number"))
            .ShouldBe("18005550123");
        (await FieldAsync("DELETE", $"/rtb/v1/{{native}}/offers/{offer}", null, "status")).ShouldBe("released");
        (await FieldAsync("PUT", $"/rtb/v1/{{native}}/offers/{offer}/confirm", null, "status")).ShouldBe("released");
    }

    [Fact]
    public async Task A_repeated_request_makes_one_reservation_and_a_key_is_good_for_one()
    {
        Dictionary<string, string> key = new() { ["Idempotency-Key"] = "the-same" };
        var ask = new CaseAsk("POST", "/rtb/v1/{native}/offers", "application/json", """{"accept":{"number":false}}""", key);

        var all = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => AskAsync(ask)));
        var other = await AskAsync(ask with { Body = """{"accept":{"number":false},"x":1}""" });

        all.Select(it => JsonDocument.Parse(it.Body).RootElement.GetProperty("offer").GetString()).Distinct().ShouldHaveSingleItem();
        (other.Status, other.Body.Contains("ping.key_reused", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.UnprocessableEntity, true));
    }

    [Fact]
    public async Task A_body_that_breaks_HTTP_is_told_so_and_is_no_fault_of_ours()
    {
        var address = exchange.Publisher.BaseAddress!;
        using var sender = new TcpClient();
        await sender.ConnectAsync(address.Host, address.Port, Cancel);
        using var reader = new StreamReader(sender.GetStream());
        await sender.Client.SendAsync(
            Encoding.ASCII.GetBytes(
                $"POST /rtb/v1/{Exchange.KeyOf("native")}/offers HTTP/1.1\r\nHost: {address.Authority}\r\n"
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nno chunk\r\n"),
            Cancel);

        var answer = await reader.ReadToEndAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(20), Cancel);

        answer.ShouldContain("ping.unreadable");
    }

    [Fact]
    public async Task A_huge_body_and_a_flood_of_one_caller_are_refused_and_the_exchange_goes_on()
    {
        var huge = await AskAsync(new CaseAsk(
            "POST", "/rtb/v1/{native}/offers", "application/json", $$"""{"x":"{{new string('x', 300_000)}}"}"""));
        var flood = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => AskAsync(new CaseAsk(
            "POST", "/rtb/v1/{native}/offers", "application/json", """{"caller":"3055550141"}"""))));
        var after = await AskAsync(new CaseAsk(
            "POST", "/rtb/v1/{native}/offers", "application/json", """{"caller":"3055550142"}"""));

        (huge.Status, huge.Body.Contains("larger than 64 KB", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.BadRequest, true));
        flood.Count(it => it.Status == HttpStatusCode.TooManyRequests).ShouldBeGreaterThanOrEqualTo(40);
        flood.Where(it => it.Status == HttpStatusCode.OK)
            .Select(it => JsonDocument.Parse(it.Body).RootElement.GetProperty("offer").GetString()).Distinct().ShouldHaveSingleItem();
        after.Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Where_an_endpoint_wants_it_only_signed_requests_are_answered_and_a_repeated_one_once()
    {
        const string body = """{"caller":"3055550150"}""";
        var path = $"/rtb/v1/{Exchange.KeyOf("signed")}/offers";
        var now = TimeProvider.System.GetUtcNow();

        async Task<(int Status, JsonElement Body)> SendAsync(string? secret, string id, DateTimeOffset at, string signed, string sent)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
            request.Content = new StringContent(sent, Encoding.UTF8, "application/json");
            if (secret is not null)
            {
                var time = at.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
                var content = Encoding.UTF8.GetBytes($"{id}.{time}.POST {path}\n{signed}");
                var hash = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), content);
                request.Headers.Add("webhook-id", id);
                request.Headers.Add("webhook-timestamp", time);
                request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(hash)}");
            }

            using var answer = await exchange.Publisher.SendAsync(request, Cancel);
            return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement.Clone());
        }

        string? Code((int Status, JsonElement Body) answer) => answer.Body.GetProperty("reason").GetProperty("code").GetString();
        var offered = await SendAsync(Exchange.Secret, "msg_1", now, body, body);
        var again = await SendAsync(Exchange.Secret, "msg_1", now, body, body);
        var none = await SendAsync(null, "", now, body, body);
        var wrong = await SendAsync($"whsec_{Convert.ToBase64String(new byte[32])}", "msg_2", now, body, body);
        var changed = await SendAsync(Exchange.Secret, "msg_3", now, body, """{"caller":"3055550151"}""");
        var old = await SendAsync(Exchange.Secret, "msg_4", now.AddMinutes(-6), body, body);
        var reused = await SendAsync(Exchange.Secret, "msg_1", now, """{"caller":"3055550152"}""", """{"caller":"3055550152"}""");

        (offered.Status, offered.Body.GetProperty("status").GetString()).ShouldBe((200, "offered"));
        again.Body.GetProperty("offer").GetString().ShouldBe(offered.Body.GetProperty("offer").GetString());
        (none.Status, Code(none)).ShouldBe((401, "ping.signature_missing"));
        (wrong.Status, Code(wrong)).ShouldBe((401, "ping.signature_wrong"));
        (changed.Status, Code(changed)).ShouldBe((401, "ping.signature_wrong"));
        (old.Status, Code(old)).ShouldBe((401, "ping.signature_stale"));
        (reused.Status, Code(reused)).ShouldBe((422, "ping.key_reused"));
    }

    [Fact]
    public async Task Our_own_exchange_passes_every_check_of_its_kit()
    {
        var url = $"{exchange.Publisher.BaseAddress}rtb/v1/{Exchange.KeyOf("signed")}/offers";
        var report = Path.Combine(Repository.FreshDirectory(), "report.json");

        var (code, said) = await Verbs.RunAsync(
            Cancel, "conform", "exchange", url, "--secret", Exchange.Secret, "--node", Environment.MachineName.ToLowerInvariant(),
            "--deadline", "2000", "--strict", "--json", report);

        code.ShouldBe(0, said);
        said.ShouldContain("ok      answer            200, offered 27.20");
        var root = JsonDocument.Parse(await File.ReadAllTextAsync(report, Cancel)).RootElement;
        root.GetProperty("kind").GetString().ShouldBe("exchange");
        root.GetProperty("counts").GetProperty("passed").GetInt32().ShouldBe(root.GetProperty("checks").GetArrayLength());
    }

    private async Task<string?> FieldAsync(string method, string path, string? body, string field)
    {
        var (_, _, text) = await AskAsync(new CaseAsk(method, path, body is null ? null : "application/json", body));
        return JsonDocument.Parse(text).RootElement.TryGetProperty(field, out var value) ? value.ToString() : text;
    }

    private async Task<(HttpStatusCode Status, string? Type, string Body)> AskAsync(CaseAsk ask)
    {
        using var request = new HttpRequestMessage(new HttpMethod(ask.Method), new Uri(Filled(ask.Path), UriKind.Relative));
        if (ask.Body is not null) request.Content = new StringContent(Filled(ask.Body), Encoding.UTF8, ask.Type!);
        foreach (var (name, value) in ask.Headers ?? new Dictionary<string, string>()) request.Headers.TryAddWithoutValidation(name, Filled(value));
        using var answer = await exchange.Publisher.SendAsync(request, Cancel);
        return (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static string Filled(string text) => Dialects.Aggregate(
        text.Replace("{node}", Environment.MachineName.ToLowerInvariant(), StringComparison.Ordinal),
        (filled, dialect) => filled.Replace($"{{{dialect}}}", Exchange.KeyOf(dialect), StringComparison.Ordinal));

    private static string PatternOf(string body) => "\\A" + Regex.Escape(body)
        .Replace("<hex>", "[0-9a-f]{32}", StringComparison.Ordinal)
        .Replace("<uuid>", "[0-9a-f-]{36}", StringComparison.Ordinal)
        .Replace("<n>", "[0-9]+", StringComparison.Ordinal)
        .Replace("<date>", @"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d:\d\d (AM|PM) \+00:00", StringComparison.Ordinal)
        .Replace("<host>", @"127\.0\.0\.1:[0-9]+", StringComparison.Ordinal)
        .Replace("<any>", ".*?", StringComparison.Ordinal) + "\\z";

    private static IEnumerable<(string File, PublisherCase Case)> All() =>
        from path in Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests/Bidline.Scenarios/publishers"), "*.json").Order()
        from one in JsonSerializer.Deserialize<PublisherCase[]>(File.ReadAllText(path), JsonSerializerOptions.Web)!
        select (Path.GetFileNameWithoutExtension(path), one);

    /// <summary>One program for all cases, with an endpoint of each dialect.</summary>
    public sealed class Exchange : IAsyncLifetime
    {
        private readonly string _directory = Repository.FreshDirectory();
        private ServerProgram _server = null!;

        internal HttpClient Publisher { get; private set; } = null!;

        internal static string Secret { get; } = $"whsec_{Convert.ToBase64String("a secret of at least 24 bytes"u8)}";

        internal static string KeyOf(string dialect) => dialect.PadRight(32, '0');

        public async ValueTask InitializeAsync()
        {
            var market = Path.Combine(_directory, "market.yaml");
            await File.WriteAllTextAsync(market, Yaml());
            var settings = new ServerSettings(Path.Combine(_directory, "data"), market, Postgres: null);
            Directory.CreateDirectory(settings.DataDirectory);
            _server = await ServerProgram.StartAsync(settings, CancellationToken.None);
            Publisher = new HttpClient { BaseAddress = _server.Api.BaseAddress };
        }

        public async ValueTask DisposeAsync()
        {
            await _server.StopAsync(CancellationToken.None);
            var (code, said) = await _server.CheckAsync(CancellationToken.None);
            await _server.DisposeAsync();
            Publisher.Dispose();
            code.ShouldBe(0, said);
            Directory.Delete(_directory, recursive: true);
        }

        private static string Yaml()
        {
            var endpoints = Dialects.Index().Select(it => $$"""
                  - { id: {{it.Item}}, campaign: sales, publisher: zeta, key: {{KeyOf(it.Item)}}, dialect: {{(it.Index == 0 ? "bidline" : it.Item)}},
                      numbers: ["+1800555012{{it.Index}}"], expire_seconds: 600, price: { pass_through: { margin_percent: 20 } } }
                """);
            return $$"""
                publishers: [ { id: zeta } ]
                buyers: [ { id: acme, billing: prepaid, opening_balance: "500.00" } ]
                targets: [ { id: high, buyer: acme, destination: "sip:high@127.0.0.1:5099", price: { fixed: "34.00" } } ]
                campaigns:
                  - id: sales
                    routing: { tiers: [ { targets: [ { id: high } ] } ] }
                    publishers: [ { id: zeta, payout: { percent_of_revenue: 50 }, qualify: { connected_seconds: 60 } } ]
                endpoints:
                {{string.Join("\n", endpoints)}}
                  - { id: signed, campaign: sales, publisher: zeta, key: {{KeyOf("signed")}}, signing_secret: "{{Secret}}",
                      numbers: ["+18005550129"], expire_seconds: 600, price: { pass_through: { margin_percent: 20 } } }
                """;
        }
    }
}

/// <summary>What is asked and what must come back: a pattern with &lt;hex&gt;, &lt;n&gt;, &lt;any&gt; and the like in it.</summary>
internal sealed record PublisherCase(string Name, CaseAsk Ask, CaseAnswer Answer);

internal sealed record CaseAsk(
    string Method, string Path, string? Type = null, string? Body = null, Dictionary<string, string>? Headers = null, int Times = 1);

internal sealed record CaseAnswer(int Status, string Type, string Body);
