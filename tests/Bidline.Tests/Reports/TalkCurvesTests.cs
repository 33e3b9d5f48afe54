using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Reports;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;
using static Bidline.Tests.Reports.ReportedCalls;

namespace Bidline.Tests.Reports;

public sealed class TalkCurvesTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_call_is_at_every_step_that_its_talk_reaches(StoreKind kind)
    {
        await using var calls = await OpenAsync(kind);
        await WriteAsync(calls);

        var report = await calls.MakeAsync(
            Form("talking", "talking_rate", "talking_unpaid", "connected") with { Dimensions = ["buyer", "talk_after"], Sort = "buyer" });

        string At(string seconds) => Values(report, report.Rows.Single(row => row.Keys[0] == "acme" && row.Keys[1] == seconds).Values);
        At("0").ShouldBe("3 100 1 3");
        At("50").ShouldBe("3 100 1 3");
        At("60").ShouldBe("2 66.6667 0 3");
        At("120").ShouldBe("1 33.3333 0 3");
        At("1800").ShouldBe("0 0 0 3");
        report.Total.Values.ShouldAllBe(value => value == null);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_step_opens_the_calls_that_reach_it(StoreKind kind)
    {
        await using var calls = await OpenAsync(kind);
        await WriteAsync(calls);
        var step = Read(Form("talking") with { Filters = [new ReportFilterForm { Dimension = "talk_after", Is = ["60"] }] });

        var found = await new CallQueries(calls.Store).ListAsync(
            new CallListQuery { Within = (step.Cut with { Of = Metrics.Find("talking") }).ToCalls() }, TestContext.Current.CancellationToken);

        found.Calls.Count.ShouldBe(2);
        (await calls.RowsAsync(Form("talking") with { Filters = [new ReportFilterForm { Dimension = "talk_after", Is = ["60"] }] }))
            .ShouldBe([": 2"]);
    }

    [Fact]
    public void A_filter_has_one_step_and_no_other_than_there_are()
    {
        string[] Mistakes(ReportFilterForm filter) =>
            [.. (Form("talking") with { Filters = [filter] }).Read(new ReportScope.Everything(), TimeZoneInfo.Utc, Currency.Usd)
                .Mistakes.Select(it => it.Code)];

        Mistakes(new ReportFilterForm { Dimension = "talk_after", Is = ["60", "90"] }).ShouldBe(["filter_form"]);
        Mistakes(new ReportFilterForm { Dimension = "talk_after", IsNot = ["60"] }).ShouldBe(["filter_form"]);
        Mistakes(new ReportFilterForm { Dimension = "talk_after", Is = ["61"] }).ShouldBe(["unknown_value"]);
    }

    private static async Task WriteAsync(ReportedCalls calls)
    {
        await calls.WriteAsync(StoredCall.Of(Noon));
        await calls.WriteAsync(StoredCall.Of(Noon) with { TalkTime = TimeSpan.FromSeconds(60) });
        // The buyer hung up just before it had to pay.
        await calls.WriteAsync(StoredCall.Of(Noon) with { TalkTime = TimeSpan.FromSeconds(59), Revenue = Money.Usd(0) });
        var gone = StoredCall.Of(Noon);
        await calls.WriteAsync(gone, gone.Unsold(CallOutcome.Abandoned));
    }
}
