using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Bidline.Scenarios.Parts;
using Shouldly;
using Xunit;

namespace Bidline.Scenarios;

/// <summary>The real program calls its own numbers over SIP, through a trunk that brings them back or does something else.</summary>
public sealed class NumberTestTests : IAsyncLifetime
{
    private readonly string _directory = Repository.FreshDirectory();
    private readonly List<ChildProgram> _phones = [];
    private ServerProgram _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var market = Path.Combine(_directory, "market.yaml");
        await File.WriteAllTextAsync(market, Yaml, Cancel);
        var settings = new ServerSettings(Path.Combine(_directory, "data"), market, Postgres: null);
        Directory.CreateDirectory(settings.DataDirectory);
        _server = await ServerProgram.StartAsync(settings, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        foreach (var phone in _phones) phone.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_number_that_comes_back_reached_us_and_left_no_call()
    {
        await DialAtAsync(_server.Sip.Port);

        var test = await TestAsync();

        Text(test, "outcome").ShouldBe("reached", test.ToString());
        (Text(test, "through"), Text(test, "came_by")).ShouldBe(("lab", "lab"));
        var calls = await _server.Api.GetFromJsonAsync<JsonElement>("/v1/calls", Cancel);
        calls.GetProperty("data").GetArrayLength().ShouldBe(0);
        var use = (await _server.Api.GetFromJsonAsync<JsonElement>("/v1/numbers/use", Cancel)).EnumerateArray().Single();
        (use.GetProperty("calls").GetInt32(), Text(use.GetProperty("last_test"), "outcome")).ShouldBe((0, "reached"));
        await _server.StopAsync(Cancel);
        var (code, said) = await _server.CheckAsync(Cancel);
        code.ShouldBe(0, said);
    }

    [Theory]
    [InlineData("answers", "elsewhere", 200)]
    [InlineData("is-busy", "refused", 486)]
    [InlineData("rings", "silent", null)]
    public async Task A_number_that_goes_elsewhere_says_what_became_of_it(string part, string outcome, int? status)
    {
        var (phone, port) = Sipp.Phone(part, seconds: 2, _directory);
        _phones.Add(phone);
        await DialAtAsync(port);

        var test = await TestAsync();

        Text(test, "outcome").ShouldBe(outcome, test.ToString());
        (test.TryGetProperty("sip_status", out var said) ? said.GetInt32() : (int?)null).ShouldBe(status);
    }

    [Fact]
    public async Task Where_no_trunk_dials_it_says_how_to_mend_that()
    {
        using var answer = await _server.Api.PostAsync(new Uri("/v1/numbers/+18005550100/test", UriKind.Relative), null, Cancel);

        ((int)answer.StatusCode).ShouldBe(409);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("dial: sip:");
    }

    private async Task<JsonElement> TestAsync()
    {
        using var answer = await _server.Api.PostAsync(new Uri("/v1/numbers/+18005550100/test", UriKind.Relative), null, Cancel);
        var said = await answer.Content.ReadAsStringAsync(Cancel);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{said}\nserver:\n{_server.Said}");
        return JsonDocument.Parse(said).RootElement;
    }

    private async Task DialAtAsync(int port)
    {
        var trunk = new
        {
            id = "lab", match = new { addresses = new[] { "127.0.0.0/8" } },
            dial = string.Create(CultureInfo.InvariantCulture, $"sip:127.0.0.1:{port}"),
        };
        using var answer = await _server.Api.PutAsJsonAsync("/v1/trunks/lab", trunk, Cancel);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private const string Yaml = """
        currency: USD
        publishers: [ { id: zeta } ]
        buyers: [ { id: acme, billing: prepaid, opening_balance: "500.00" } ]
        targets:
          - { id: desk, buyer: acme, destination: "sip:desk@127.0.0.1:9", price: { fixed: "34.00" }, qualify: { connected_seconds: 1 } }
        campaigns:
          - id: sales
            routing: { tiers: [ { targets: [ { id: desk } ] } ] }
            publishers: [ { id: zeta, payout: { percent_of_revenue: 50 }, qualify: { connected_seconds: 1 } } ]
        numbers: [ { number: "+18005550100", campaign: sales, publisher: zeta } ]
        trunks: [ { id: lab, match: { addresses: ["127.0.0.0/8"] } } ]
        """;
}
