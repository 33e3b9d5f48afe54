using Bidline.Accounts;
using Bidline.Calls;
using Bidline.Tests.Calls;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class ReportRoutesTests
{
    private const string Asked = """
        {"from":"2026-11-24","to":"2026-11-25","time_zone":"UTC","dimensions":["campaign"],"metrics":["incoming","revenue","rpc"],"compare":true}
        """;

    [Fact]
    public async Task A_report_comes_with_the_definitions_of_what_it_says()
    {
        await using var server = await ServerAsync();
        using var client = await server.ClientAsync(Role.Viewer);

        var report = await client.SendAsync("POST", "/v1/reports/query", Asked);

        report.Status.ShouldBe(200, report.Text);
        var row = report.Json.GetProperty("rows").EnumerateArray().Single();
        row.GetProperty("keys").GetProperty("campaign").GetString().ShouldBe("auto-fl");
        row.GetProperty("values").GetProperty("revenue").GetString().ShouldBe("34.00");
        row.GetProperty("before").GetProperty("rpc").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        report.Json.GetProperty("metrics")[2].GetProperty("definition").GetString().ShouldBe("Revenue / incoming calls.");
        report.Json.GetProperty("total").GetProperty("values").GetProperty("incoming").GetString().ShouldBe("1");
        report.Of("currency").ShouldBe("USD");
    }

    [Fact]
    public async Task The_same_report_is_a_CSV()
    {
        await using var server = await ServerAsync();
        using var client = await server.ClientAsync(Role.Viewer);

        var csv = await client.SendAsync("POST", "/v1/reports/query?format=csv", Asked);

        csv.Type.ShouldBe("text/csv");
        var lines = csv.Text.TrimStart('\ufeff').Split('\n');
        lines[0].ShouldStartWith("Campaign,Incoming calls,");
        lines[1].ShouldContain("rpc: Revenue / incoming calls.");
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_with_what_would()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Viewer);

        var refused = await client.SendAsync(
            "POST", "/v1/reports/query", """{"from":"2026-11-24","to":"2026-11-25","metrics":["profit"],"by":["state"]}""");
        var missing = await client.SendAsync("POST", "/v1/reports/query", """{"from":"2026-11-24","to":"2026-11-25","metrics":["profit"]}""");

        refused.Status.ShouldBe(422);
        refused.Text.ShouldContain("\\\"by\\\" is not a key here");
        missing.Text.ShouldContain("one of incoming, connected");
    }

    [Fact]
    public async Task The_catalogue_names_what_reports_are_made_of()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Viewer);

        var catalogue = (await client.SendAsync("GET", "/v1/reports")).Json;

        catalogue.GetProperty("dimensions").EnumerateArray().Select(it => it.GetProperty("id").GetString())
            .ShouldBe(Bidline.Reports.Dimensions.All.Select(it => it.Id));
        catalogue.GetProperty("metrics")[0].GetProperty("definition").GetString().ShouldBe("Calls that reached us.");
    }

    private static async Task<ApiServer> ServerAsync()
    {
        var server = await ApiServer.StartAsync();
        var call = StoredCall.Of(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        var journal = server.Services.GetRequiredService<CallLog>().Start(call.Id);
        foreach (var happened in call.All()[..^1]) journal.Write(happened);
        await journal.WriteDurablyAsync(call.All()[^1]);
        return server;
    }
}
