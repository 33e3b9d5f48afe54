using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Reports;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Shouldly;
using Xunit;
using static Bidline.Tests.Reports.ReportedCalls;

namespace Bidline.Tests.Reports;

public sealed class ReportCsvTests
{
    [Fact]
    public async Task A_file_says_what_its_columns_are_and_no_cell_is_a_formula()
    {
        await using var calls = await OpenAsync(StoreKind.Sqlite);
        await calls.WriteOfKeywordsAsync(StoredCall.Of(Noon), "=HYPERLINK(\"http://evil.example\")");
        var report = await calls.MakeAsync(Form("incoming", "revenue") with { Dimensions = ["keyword"], Compare = true });

        var lines = ReportCsv.Write(report, new Naming(null)).Split('\n');

        lines[0].ShouldBe("Keyword,Incoming calls,\"Incoming calls, before\",Revenue,\"Revenue, before\"");
        lines[1].ShouldStartWith("\"keyword: What the caller had searched for, by the advertisement.\",incoming: Calls that reached us.,");
        lines[1].ShouldContain("revenue: Charged to buyers for calls");
        lines[1].ShouldContain("UTC, USD, as of ");
        lines[2].ShouldContain("'=HYPERLINK");
        lines[2].ShouldEndWith(",1,0,34.00,0.00");
        lines[3].ShouldBe("All,1,0,34.00,0.00");
        ReportCsv.Write(report, new Naming(null), legend: false).Split('\n')[1].ShouldContain("'=HYPERLINK");
    }

    [Fact]
    public async Task A_loss_is_a_number_and_no_formula()
    {
        await using var calls = await OpenAsync(StoreKind.Sqlite);
        var lost = StoredCall.Of(Noon);
        await calls.WriteAsync(lost, [.. lost.All()[..^1], new CallEvent.Settled(
            Reason.Of("pay.qualified"), Reason.Of("pay.qualified"), Money.Usd(10m),
            Money.Usd(12.5m), Money.Usd(-2.5m), null)]);

        var csv = ReportCsv.Write(await calls.MakeAsync(Form("margin", "margin_pct")), new Naming(null), legend: false);

        csv.ShouldBe("Gross margin,Margin %\n-2.50,-25\n");
    }
}
