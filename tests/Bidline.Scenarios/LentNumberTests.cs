using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Bidline.Scenarios.Parts;
using Shouldly;
using Xunit;

namespace Bidline.Scenarios;

/// <summary>Visitors of a web page and the real program, which is killed among them; their calls come over SIP.</summary>
public sealed class LentNumberTests : IAsyncLifetime
{
    private const int Numbers = 50;

    private const string Browser =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36";

    private readonly string _directory = Repository.FreshDirectory();
    private ChildProgram _phone = null!;
    private ServerProgram _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (_phone, var port) = Sipp.Phone("answers", 2, _directory);
        var market = Path.Combine(_directory, "market.yaml");
        await File.WriteAllTextAsync(market, Yaml(port), Cancel);
        var settings = new ServerSettings(Path.Combine(_directory, "data"), market, Postgres: null);
        Directory.CreateDirectory(settings.DataDirectory);
        _server = await ServerProgram.StartAsync(settings, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _phone.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>
    /// A thousand visitors race for fifty numbers, and the server dies in the middle: whoever saw a number has it alone, and
    /// a call to it after the restart is known by its visit.
    /// </summary>
    [Fact]
    public async Task A_number_that_a_visitor_saw_before_the_server_was_killed_is_nobody_elses_after_it()
    {
        var seen = new ConcurrentDictionary<string, string>();
        var racing = RaceAsync(seen, 0, 300);
        while (seen.Count < 15) await Task.Delay(1, Cancel);
        await _server.KillAndRestartAsync(Cancel);
        await racing;
        var before = seen.ToDictionary();
        before.Count.ShouldBeGreaterThanOrEqualTo(15);

        await RaceAsync(seen, 300, 700);

        // Two visitors with one number are a key that was there already: the race throws.
        seen.Count.ShouldBeInRange(before.Count, Numbers);
        var (number, keyword) = before.First();
        await CallAsync(number);
        var call = (await new CallRecords(_server.Api).SettledAsync(1, TimeSpan.FromSeconds(20), Cancel))[0];
        var tags = call.GetProperty("profile").GetProperty("tags");
        call.GetProperty("outcome").GetString().ShouldBe("connected");
        // Of the last few milliseconds before a kill the visit may be lost, and never the number.
        if (call.GetProperty("visit").GetProperty("certainty").GetString() == "held")
        {
            tags.GetProperty("keyword").GetString().ShouldBe(keyword);
            (await ReportAsync("keyword")).ShouldContain($"{keyword}: 1 34.00 17.00");
        }

        // What reports say in all is what the ledger has.
        (await ReportAsync("campaign")).ShouldBe(["sales: 1 34.00 17.00"]);
        (await BalanceAsync("publisher_payable")).ShouldBe("17.00");
        await _server.StopAsync(Cancel);
        var (code, lines) = await _server.CheckAsync(Cancel);
        code.ShouldBe(0, lines);
    }

    /// <summary>Visitors come, each from an address of its own; what they see is put down once.</summary>
    private Task RaceAsync(ConcurrentDictionary<string, string> seen, int from, int count) =>
        Parallel.ForEachAsync(
            Enumerable.Range(from, count), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel },
            async (visitor, _) =>
            {
                var keyword = $"keyword {visitor}";
                if (await LeaseAsync(visitor, keyword) is not { } number) return;
                seen.TryAdd(number, keyword).ShouldBeTrue($"{number} was shown to two visitors");
            });

    private async Task<string?> LeaseAsync(int visitor, string keyword)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server.Api.BaseAddress!, "/n/site/leases"))
        {
            Content = new StringContent(
                JsonSerializer.Serialize(new { url = $"https://site.example/?utm_term={Uri.EscapeDataString(keyword)}" }),
                Encoding.UTF8, "text/plain"),
        };
        request.Headers.TryAddWithoutValidation("User-Agent", Browser);
        request.Headers.Add("X-Forwarded-For", string.Create(CultureInfo.InvariantCulture, $"203.0.{visitor / 250}.{visitor % 250}"));
        try
        {
            using var answer = await _server.Api.SendAsync(request, Cancel);
            var said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
            return said.GetProperty("fallback").GetBoolean() ? null : said.GetProperty("number").GetString();
        }
        catch (Exception e) when (e is HttpRequestException or ObjectDisposedException or OperationCanceledException or JsonException)
        {
            // The server was down: this page keeps its own number.
            return null;
        }
    }

    /// <summary>The last two days by a dimension, each row as "roof: calls revenue payout".</summary>
    private async Task<string[]> ReportAsync(string dimension)
    {
        var now = TimeProvider.System.GetUtcNow();
        var asked = JsonSerializer.Serialize(new
        {
            from = now.AddDays(-1).ToString("O", CultureInfo.InvariantCulture), to = now.AddMinutes(1).ToString("O", CultureInfo.InvariantCulture),
            dimensions = new[] { dimension }, metrics = new[] { "incoming", "revenue", "payout" },
        });
        using var body = new StringContent(asked, Encoding.UTF8, "application/json");
        using var answer = await _server.Api.PostAsync(new Uri("/v1/reports/query", UriKind.Relative), body, Cancel);
        var report = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
        return [.. report.GetProperty("rows").EnumerateArray().Select(row =>
            $"{row.GetProperty("keys").GetProperty(dimension).GetString()}: "
            + string.Join(' ', row.GetProperty("values").EnumerateObject().Select(value => value.Value.GetString())))];
    }

    private async Task<string?> BalanceAsync(string kind)
    {
        var said = await _server.Api.GetStringAsync(new Uri("/v1/ledger/accounts", UriKind.Relative), Cancel);
        return JsonDocument.Parse(said).RootElement.GetProperty("data").EnumerateArray()
            .Single(row => row.GetProperty("kind").GetString() == kind).GetProperty("balance").GetString();
    }

    private async Task CallAsync(string number)
    {
        var act = new CallerAct { Caller = "talks", Dials = number, Number = "+13055550142", Seconds = 1.5 };
        using var caller = Sipp.Call(act, _server.Sip, _directory);
        var code = await caller.EndAsync(TimeSpan.FromSeconds(75), Cancel);
        code.ShouldBe(0, $"{caller.Said}\nserver:\n{_server.Said}");
    }

    private static string Yaml(int phone) => string.Create(CultureInfo.InvariantCulture, $$"""
        currency: USD
        publishers: [ { id: zeta } ]
        buyers: [ { id: acme, billing: prepaid, opening_balance: "500.00" } ]
        targets:
          - { id: desk, buyer: acme, destination: "sip:desk@127.0.0.1:{{phone}}", price: { fixed: "34.00" }, qualify: { connected_seconds: 1 } }
        campaigns:
          - id: sales
            routing: { tiers: [ { targets: [ { id: desk } ] } ] }
            publishers: [ { id: zeta, payout: { percent_of_revenue: 50 }, qualify: { connected_seconds: 1 } } ]
        pools:
          - id: site
            campaign: sales
            publisher: zeta
            numbers: [{{string.Join(", ", Enumerable.Range(0, Numbers).Select(index => $"\"+1305555{100 + index:0000}\""))}}]
        trunks: [ { id: lab, match: { addresses: ["127.0.0.0/8"] } } ]
        """);
}
