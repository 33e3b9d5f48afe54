using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bidline.Simulator;
using Bidline.Simulator.Bidders;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Simulator.Bidders;

public sealed class BidderHostTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private BidderHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await BidderHost.StartAsync(
        new IPEndPoint(IPAddress.Loopback, 5099), new Dice(1), TimeProvider.System, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Steady_answers_the_native_protocol_over_http()
    {
        var answer = await AskAsync("steady");

        answer.GetProperty("bid").GetString().ShouldBe("28.00");
        answer.GetProperty("id").GetString().ShouldBe("steady-17");
    }

    [Fact]
    public async Task Slow_names_its_phone_in_the_bid() =>
        (await AskAsync("slow")).GetProperty("destination").GetString().ShouldBe("sip:slow@127.0.0.1:5099");

    [Fact]
    public async Task Capped_answers_in_the_shape_of_ringba() =>
        (await AskAsync("capped")).GetProperty("bidAmount").GetDecimal().ShouldBeInRange(33, 38);

    private async Task<JsonElement> AskAsync(string name)
    {
        var question = new { id = "auc_1", call = new { state = "FL", zip = "33130", tags = new { demo_call = "17" } } };
        using var answer = await _http.PostAsJsonAsync(
            new Uri(_host.Address, $"/{name}/bid"), question, TestContext.Current.CancellationToken);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }
}
