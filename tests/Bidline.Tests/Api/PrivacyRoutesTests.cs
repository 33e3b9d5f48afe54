using Bidline.Accounts;
using Bidline.Calls;
using Bidline.Tests.Calls;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class PrivacyRoutesTests
{
    [Fact]
    public async Task A_number_is_told_to_an_operator_who_asks_and_that_is_known()
    {
        await using var server = await ApiServer.StartAsync();
        var call = await CallAsync(server);
        using var client = await server.ClientAsync(Role.Operator);
        using var viewer = await server.ClientAsync(Role.Viewer);
        using var admin = await server.ClientAsync();

        (await client.SendAsync("GET", $"/v1/calls/{call}")).Text.ShouldNotContain("5550142");
        (await viewer.SendAsync("GET", $"/v1/calls/{call}?reveal=true")).Text.ShouldNotContain("5550142");
        (await admin.SendAsync("GET", $"/v1/looks?call={call}")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
        (await client.SendAsync("GET", "/v1/calls?reveal=true")).Text.ShouldContain("+13055550142");

        var look = (await admin.SendAsync("GET", $"/v1/looks?call={call}")).Json.GetProperty("data").EnumerateArray().Single();
        look.GetProperty("subject").GetString().ShouldBe($"call {call}");
        look.GetProperty("action").GetString().ShouldBe("looked_at");
        look.GetProperty("by").GetString()!.ShouldStartWith("key:");
    }

    [Fact]
    public async Task Retention_is_read_set_and_refused_beyond_what_works()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = await server.ClientAsync();

        var bad = await admin.SendAsync("PUT", "/v1/retention/callers", """{"days":29}""");
        var good = await admin.SendAsync("PUT", "/v1/retention/callers", """{"days":400}""");

        bad.Status.ShouldBe(422);
        bad.Text.ShouldContain("30 to 3650 days, not 29");
        good.Of("days").ShouldBe("400");
        (await admin.SendAsync("PUT", "/v1/retention/dreams", """{"days":400}""")).Status.ShouldBe(404);
        (await admin.SendAsync("GET", "/v1/retention")).Json.GetProperty("data").EnumerateArray().First().GetProperty("days").GetInt32().ShouldBe(400);
        (await admin.SendAsync("GET", "/v1/audit?subject=retention+callers")).Text.ShouldContain("Callers of calls are kept 400 days");
    }

    [Fact]
    public async Task An_erasure_answers_its_certificate()
    {
        await using var server = await ApiServer.StartAsync();
        var call = await CallAsync(server);
        using var admin = await server.ClientAsync();

        var done = await admin.SendAsync("POST", "/v1/erasures", """{"caller":"+13055550142","why":"asked by e-mail"}""");
        var bad = await admin.SendAsync("POST", "/v1/erasures", """{"caller":"somebody","why":""}""");

        done.Status.ShouldBe(201, done.Text);
        done.Json.GetProperty("erased").GetProperty("calls").GetInt32().ShouldBe(1);
        done.Of("caller").ShouldBe("+1 (305) •••-••42");
        (await admin.SendAsync("GET", $"/v1/erasures/{done.Of("id")}")).Of("caller_hash").ShouldBe(done.Of("caller_hash"));
        (await admin.SendAsync("GET", $"/v1/calls/{call}?expand=trace&reveal=true")).Text.ShouldNotContain("5550142");
        bad.Status.ShouldBe(422);
    }

    private static async Task<string> CallAsync(ApiServer server)
    {
        var call = StoredCall.Of(TimeProvider.System.GetUtcNow());
        var journal = server.Services.GetRequiredService<CallLog>().Start(call.Id);
        foreach (var happened in call.All()[..^1]) journal.Write(happened);
        await journal.WriteDurablyAsync(call.All()[^1]);
        return call.Id.ToString();
    }
}
