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

public sealed class ReporterTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Calls_and_their_money_are_told_apart_by_two_dimensions(StoreKind kind)
    {
        await using var calls = await OpenAsync(kind);
        await calls.WriteAsync(StoredCall.Of(Noon));
        await calls.WriteAsync(StoredCall.Of(Noon) with { Publisher = "omega", Revenue = Money.Usd(10.000001m) });
        var gone = StoredCall.Of(Noon);
        await calls.WriteAsync(gone, gone.Unsold(CallOutcome.Abandoned));
        await calls.WriteAsync(StoredCall.Of(Noon.AddDays(1)));

        var rows = await calls.RowsAsync(Form("incoming", "connected", "revenue", "margin", "rpc", "connect_rate", "acl") with
        {
            Dimensions = ["campaign", "publisher"],
        });

        rows.ShouldBe([
            "auto-fl zeta: 2 1 34.00 6.80 17.00 50 131",
            "auto-fl omega: 1 1 10.000001 2.00 10.000001 100 131",
        ]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Without_a_dimension_there_is_one_row_and_of_nothing_there_is_no_ratio(StoreKind kind)
    {
        await using var calls = await OpenAsync(kind);

        (await calls.RowsAsync(Form("incoming", "revenue", "rpc", "connect_rate", "acl", "win_rate"))).ShouldBe([": 0 0.00 – – – –"]);
        (await calls.RowsAsync(Form("incoming") with { Dimensions = ["campaign"] })).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Every_metric_and_every_dimension_can_be_asked_for(StoreKind kind)
    {
        await using var calls = await OpenAsync(kind);
        await calls.WriteOfKeywordsAsync(StoredCall.Of(Noon), "roof", "roof repair");

        foreach (var dimension in Dimensions.All.Where(it => it.Sql is not null && it.Ladder is null))
        {
            foreach (var touch in new[] { "first", "last", "linear" })
            {
                foreach (var metrics in Metrics.All.Skip(1).Select(metric => metric.Id).Chunk(ReportLimits.MetricsMax - 1))
                {
                    var report = await calls.MakeAsync(
                        Form(["incoming", .. metrics]) with { Dimensions = [dimension.Id], Touch = touch, Compare = true });
                    report.Rows.Count.ShouldBeGreaterThan(0, dimension.Id);
                    report.Rows.Sum(row => row.Values[0] ?? 0).ShouldBe(report.Total.Values[0] ?? 0, $"{dimension.Id} {metrics[0]}");
                }
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task The_keyword_of_a_visit_is_the_first_the_last_or_of_all_alike(StoreKind kind)
    {
        await using var calls = await OpenAsync(kind);
        await calls.WriteOfKeywordsAsync(StoredCall.Of(Noon) with { Revenue = Money.Usd(10m) }, "roof", "repair", "leak");
        await calls.WriteAsync(StoredCall.Of(Noon));
        var form = Form("incoming", "revenue") with { Dimensions = ["keyword"], Sort = "keyword" };

        (await calls.RowsAsync(form with { Touch = "first" })).ShouldBe(["roof: 1 10.00", "?: 1 34.00"]);
        (await calls.RowsAsync(form)).ShouldBe(["leak: 1 10.00", "?: 1 34.00"]);
        (await calls.RowsAsync(form with { Touch = "linear" })).ShouldBe([
            "leak: 0.333334 3.333334", "repair: 0.333333 3.333333", "roof: 0.333333 3.333333", "?: 1 34.00"]);
        var total = (await calls.MakeAsync(form with { Touch = "linear" })).Total;
        total.Values.ShouldBe([2m, 44m]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_printed_number_and_a_publishers_sub_ids_say_where_a_call_came_from(StoreKind kind)
    {
        await using var calls = await OpenAsync(kind);
        await calls.WriteOfTagsAsync(StoredCall.Of(Noon), ("utm_source", "billboard"), ("sub_id", "a7"), ("sub2", "\u0000night\n"));

        (await calls.RowsAsync(Form("incoming") with { Dimensions = ["utm_source", "sub1", "sub2"] })).ShouldBe(["billboard a7 night: 1"]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Days_and_hours_are_those_of_the_zone_through_the_change_of_its_clock(StoreKind kind)
    {
        await using var calls = await OpenAsync(kind);
        // The clock of New York goes back at 06:00 UTC on 1 November 2026: 01:30 comes twice.
        var autumn = new DateTimeOffset(2026, 11, 1, 5, 30, 0, TimeSpan.Zero);
        foreach (var at in new[] { autumn.AddHours(-2), autumn, autumn.AddHours(1), autumn.AddHours(23.25) })
            await calls.WriteAsync(StoredCall.Of(at));
        var form = Form("incoming") with { From = "2026-10-31", To = "2026-11-03", TimeZone = "America/New_York" };

        (await calls.RowsAsync(form with { Dimensions = ["day"] })).ShouldBe(["2026-10-31: 1", "2026-11-01: 3"]);
        (await calls.RowsAsync(form with { Dimensions = ["hour"] })).ShouldBe([
            "2026-10-31T23:00-04:00: 1", "2026-11-01T01:00-04:00: 1", "2026-11-01T01:00-05:00: 1", "2026-11-01T23:00-05:00: 1"]);
        (await calls.RowsAsync(form with { Dimensions = ["hour_of_day"] })).ShouldBe(["01: 2", "23: 2"]);
        (await calls.RowsAsync(form with { Dimensions = ["weekday"] })).ShouldBe(["Saturday: 1", "Sunday: 3"]);
        (await calls.RowsAsync(form with { Dimensions = ["week"] })).ShouldBe(["2026-10-26: 4"]);
        (await calls.RowsAsync(form with { Dimensions = ["month"] })).ShouldBe(["2026-10: 1", "2026-11: 3"]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_day_stands_beside_the_same_day_of_the_period_before(StoreKind kind)
    {
        await using var calls = await OpenAsync(kind);
        await calls.WriteAsync(StoredCall.Of(Noon));
        await calls.WriteAsync(StoredCall.Of(Noon.AddDays(-2)) with { Revenue = Money.Usd(20m) });
        var form = Form("incoming", "revenue") with { To = "2026-11-26", Compare = true };

        (await calls.RowsAsync(form with { Dimensions = ["day"] })).ShouldBe(["2026-11-24: 1 34.00 (before 1 20.00)"]);
        (await calls.RowsAsync(form with { Dimensions = ["publisher"] })).ShouldBe(["zeta: 1 34.00 (before 1 20.00)"]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Filters_keep_what_they_name_and_know_what_is_not_known(StoreKind kind)
    {
        await using var calls = await OpenAsync(kind);
        await calls.WriteOfKeywordsAsync(StoredCall.Of(Noon), "roof");
        await calls.WriteAsync(StoredCall.Of(Noon));

        async Task Finds(int wanted, params ReportFilterForm[] filters) =>
            (await calls.RowsAsync(Form("incoming") with { Filters = filters })).ShouldBe([$": {wanted}"]);

        await Finds(1, new ReportFilterForm { Dimension = "keyword", Is = ["roof"] });
        await Finds(1, new ReportFilterForm { Dimension = "keyword", Is = [""] });
        await Finds(2, new ReportFilterForm { Dimension = "keyword", Is = ["", "roof"] });
        await Finds(1, new ReportFilterForm { Dimension = "keyword", IsNot = ["roof"] });
        await Finds(1, new ReportFilterForm { Dimension = "keyword", IsNot = [""] });
        await Finds(2, new ReportFilterForm { Dimension = "hour_of_day", Is = ["12"] });
        await Finds(0, new ReportFilterForm { Dimension = "day", IsNot = ["2026-11-24"] });
        await Finds(0, new ReportFilterForm { Dimension = "keyword", Is = ["x' OR '1'='1"] });
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_is_beyond_the_rows_is_one_row_more_and_in_the_total(StoreKind kind)
    {
        await using var calls = await OpenAsync(kind);
        foreach (var publisher in new[] { "a", "b", "b", "c", "c", "c" })
            await calls.WriteAsync(StoredCall.Of(Noon) with { Publisher = publisher });

        var report = await calls.MakeAsync(Form("incoming", "unique_callers") with { Dimensions = ["publisher"], Limit = 1 });

        report.Rows.Select(row => row.Keys[0]).ShouldBe(["c"]);
        (report.LeftOut, report.Others!.Values[0]).ShouldBe((2, 3m));
        // One caller called all of them: callers of several rows cannot be added up.
        (report.Others.Values[1], report.Total.Values[0], report.Total.Values[1]).ShouldBe((null, 6m, 1m));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_figure_opens_the_calls_that_it_counts(StoreKind kind)
    {
        await using var calls = await OpenAsync(kind);
        var sold = StoredCall.Of(Noon);
        await calls.WriteOfKeywordsAsync(sold, "roof", "repair");
        var unsold = StoredCall.Of(Noon);
        await calls.WriteAsync(unsold, unsold.Unsold(CallOutcome.NoBuyer));
        var request = Read(Form("incoming") with
        {
            Touch = "linear", Filters = [new ReportFilterForm { Dimension = "keyword", Is = ["roof", "repair", ""] }],
        });
        var queries = new CallQueries(calls.Store);

        var all = await queries.ListAsync(new CallListQuery { Within = request.Cut.ToCalls() }, CancellationToken.None);
        var qualified = request.Cut with { Of = Metrics.Qualified };

        all.Calls.Select(call => call.Id).ShouldBe([sold.Id, unsold.Id], ignoreOrder: true);
        var counted = await queries.ListAsync(new CallListQuery { Within = qualified.ToCalls() }, CancellationToken.None);
        counted.Calls.Select(call => call.Id).ShouldBe([sold.Id]);
        (await queries.CountAsync(new CallListQuery { Within = qualified.ToCalls() }, CancellationToken.None)).Incoming.ShouldBe(1);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_publisher_sees_its_own_calls_whatever_it_asks_for(StoreKind kind)
    {
        await using var calls = await OpenAsync(kind);
        await calls.WriteAsync(StoredCall.Of(Noon));
        await calls.WriteAsync(StoredCall.Of(Noon) with { Publisher = "omega" });
        var scope = new ReportScope.OfPublisher(new PublisherId("omega"));

        (await calls.RowsAsync(Form("incoming", "payout") with { Dimensions = ["campaign"] }, scope)).ShouldBe(["auto-fl: 1 27.20"]);
        var (_, mistakes) = (Form("revenue", "margin") with { Dimensions = ["buyer", "publisher"] })
            .Read(scope, TimeZoneInfo.Utc, Currency.Usd);
        mistakes.Select(mistake => mistake.Path).ShouldBe(["/dimensions/0", "/dimensions/1", "/metrics/0", "/metrics/1"]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Money_of_another_currency_is_said_and_not_added(StoreKind kind)
    {
        await using var calls = await OpenAsync(kind);
        await calls.WriteAsync(StoredCall.Of(Noon));
        await calls.WriteAsync(StoredCall.Of(Noon) with { Revenue = Money.FromUnits(50m, Currency.Parse("EUR")) });

        var report = await calls.MakeAsync(Form("incoming", "revenue"));

        (report.Total.Values[0], report.Total.Values[1], report.Elsewhere).ShouldBe((2m, 34m, 1));
        (await calls.RowsAsync(Form("incoming", "revenue") with { Currency = "EUR" })).ShouldBe([": 2 50.00"]);
    }

    [Fact]
    public async Task A_report_that_is_given_up_is_stopped_in_the_store()
    {
        await using var calls = await OpenAsync(StoreKind.Sqlite);
        await using var db = calls.Store.Read();
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        const string endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n";

        await Should.ThrowAsync<OperationCanceledException>(
            SqlReading.ReadAsync(db, new SqlText(endless, []), _ => { }, soon.Token));

        (await calls.RowsAsync(Form("incoming"))).ShouldBe([": 0"]);
    }
}
