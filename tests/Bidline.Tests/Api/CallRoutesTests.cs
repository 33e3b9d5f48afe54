using System.Text.Json;
using Bidline.Accounts;
using Bidline.Calls;
using Bidline.Ingress;
using Bidline.Primitives;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class CallRoutesTests
{
    [Fact]
    public async Task A_call_is_listed_and_explained()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        var id = await CallAsync(server);

        var list = await client.SendAsync("GET", "/v1/calls?outcome=no_buyer&campaign=auto-fl");
        var plain = await client.SendAsync("GET", $"/v1/calls/{id}");
        var whole = await client.SendAsync("GET", $"/v1/calls/{id}?expand=trace&reveal=true");

        list.Json.GetProperty("data").EnumerateArray().Single().GetProperty("id").GetString().ShouldBe(id.ToString());
        plain.Of("outcome").ShouldBe("no_buyer");
        plain.Json.TryGetProperty("auctions", out _).ShouldBeFalse();
        foreach (var key in new[] { "auctions", "attempts", "checks", "policy", "disclosures" })
            whole.Json.TryGetProperty(key, out _).ShouldBeTrue(key);
        whole.Of("caller").ShouldBe("+13055550142");
    }

    [Fact]
    public async Task A_viewer_sees_the_callers_number_masked()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Viewer);
        var id = await CallAsync(server);

        var whole = await client.SendAsync("GET", $"/v1/calls/{id}?expand=trace");

        whole.Of("caller").ShouldBe("+1 (305) •••-••42");
        whole.Text.ShouldNotContain("5550142");
    }

    [Fact]
    public async Task The_stream_tells_what_happens_to_calls()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Viewer);
        using var lines = new StreamReader(await client.GetStreamAsync("/v1/stream", TestContext.Current.CancellationToken));
        (await EventAsync(lines)).ShouldBe("listening {\"missed\":0}");

        var id = await CallAsync(server);

        (await EventAsync(lines)).ShouldStartWith($"received {{\"call\":\"{id}\",\"seq\":1,");
        var ended = await EventAsync(lines);
        ended.ShouldStartWith("ended ");
        JsonDocument.Parse(ended[6..]).RootElement.GetProperty("outcome").GetString().ShouldBe("no_buyer");
    }

    /// <summary>The next event of the stream, as "kind data".</summary>
    private static async Task<string> EventAsync(StreamReader lines)
    {
        var kind = "";
        while (await lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) kind = line[7..];
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return $"{kind} {line[6..]}";
        }

        return "the end";
    }

    private static async Task<CallId> CallAsync(ApiServer server)
    {
        var id = CallId.New(TimeProvider.System);
        var journal = server.Services.GetRequiredService<CallLog>().Start(id);
        var inbound = new InboundCall(
            id, TimeProvider.System.GetUtcNow(), new TrunkId("lab"), PhoneNumber.Parse("+18005550100"),
            PhoneNumber.Parse("+13055550142"), new Dictionary<string, string>(), null, "192.0.2.7:5060", "x@y");
        await journal.WriteDurablyAsync(new CallEvent.Received(
            inbound, new CampaignId("auto-fl"), new PublisherId("zeta"), 1, server.Book.Hash, "node.1"));
        await journal.WriteDurablyAsync(new CallEvent.Ended(
            CallOutcome.NoBuyer, Reason.Of("no_buyer.none_eligible"), null, TimeSpan.Zero, null));
        return id;
    }
}
