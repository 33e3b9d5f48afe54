using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Reports;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Reports;

public sealed class ReportFormTests
{
    private static readonly ReportForm Good = new() { From = "2026-11-01", To = "2026-12-01", Metrics = ["incoming"] };

    public static TheoryData<string, ReportForm> Bad => new()
    {
        { "/from", Good with { From = "yesterday" } },
        { "/from", Good with { From = "1999-12-31" } },
        { "/to", Good with { To = "2026-11-01" } },
        { "/to", Good with { To = "2028-11-01" } },
        { "/to", Good with { To = "9999-12-31" } },
        { "/time_zone", Good with { TimeZone = "Mars/Olympus" } },
        { "/currency", Good with { Currency = "XXX" } },
        { "/metrics", Good with { Metrics = [] } },
        { "/metrics/0", Good with { Metrics = ["profit"] } },
        { "/metrics/1", Good with { Metrics = ["incoming", "incoming"] } },
        { "/dimensions/0", Good with { Dimensions = ["colour"] } },
        { "/dimensions", Good with { Dimensions = ["day", "state", "buyer", "target"] } },
        { "/filters/0/dimension", Good with { Filters = [new ReportFilterForm { Dimension = "colour", Is = ["red"] }] } },
        { "/filters/0", Good with { Filters = [new ReportFilterForm { Dimension = "state" }] } },
        { "/filters/0", Good with { Filters = [new ReportFilterForm { Dimension = "state", Is = ["FL"], IsNot = ["TX"] }] } },
        { "/filters/0", Good with { Filters = [new ReportFilterForm { Dimension = "state", Is = [] }] } },
        { "/filters/0", Good with { Filters = [new ReportFilterForm { Dimension = "hour_of_day", Is = ["25"] }] } },
        { "/filters/0", Good with { Filters = [new ReportFilterForm { Dimension = "day", Is = ["soon"] }] } },
        { "/touch", Good with { Touch = "middle" } },
        { "/sort", Good with { Sort = "-revenue" } },
        { "/limit", Good with { Limit = 0 } },
    };

    [Theory, MemberData(nameof(Bad))]
    public void A_mistake_names_its_place_and_says_how_to_mend_it(string path, ReportForm form)
    {
        var (request, mistakes) = Read(form);

        request.ShouldBeNull();
        var mistake = mistakes.ShouldHaveSingleItem();
        mistake.Path.ShouldBe(path);
        mistake.Detail.ShouldEndWith(".");
    }

    [Fact]
    public void All_mistakes_come_at_once()
    {
        var (_, mistakes) = Read(Good with { From = "x", Metrics = ["y"], Touch = "z" });

        mistakes.Select(mistake => mistake.Path).ShouldBe(["/from", "/metrics/0", "/touch"]);
    }

    [Fact]
    public void Days_begin_at_midnight_of_the_zone_and_the_days_before_are_as_many()
    {
        var request = Read(Good with { From = "2026-11-01", To = "2026-11-02", TimeZone = "America/New_York" }).Request!;

        // A day of 25 hours, after one of 24.
        request.Period.ShouldBe(new Period(At("2026-11-01T04:00Z"), At("2026-11-02T05:00Z")));
        request.Before.ShouldBe(new Period(At("2026-10-31T04:00Z"), At("2026-11-01T04:00Z")));
    }

    [Fact]
    public void A_period_between_instants_is_compared_with_as_long_a_time()
    {
        var request = Read(Good with { From = "2026-11-01T10:00:00Z", To = "2026-11-01T12:30:00Z" }).Request!;

        request.Before.ShouldBe(new Period(At("2026-11-01T07:30Z"), At("2026-11-01T10:00Z")));
    }

    [Fact]
    public void Shipped_reports_make_sense()
    {
        foreach (var shipped in ShippedReport.All)
        {
            var (request, mistakes) = Read(Good with
            {
                Dimensions = shipped.Dimensions, Metrics = shipped.Metrics, Sort = shipped.Sort,
            });
            mistakes.ShouldBeEmpty(shipped.Id);
            request.ShouldNotBeNull();
        }
    }

    [Fact]
    public void Everything_has_an_id_a_label_and_a_definition_of_its_own()
    {
        Metrics.All.Select(it => it.Id).ShouldBeUnique();
        Metrics.All.Select(it => it.Definition).ShouldBeUnique();
        Dimensions.All.Select(it => it.Id).ShouldBeUnique();
        Dimensions.All.Select(it => it.Definition).ShouldBeUnique();
        Metrics.All.Select(it => it.Definition).Concat(Dimensions.All.Select(it => it.Definition))
            .ShouldAllBe(text => text.EndsWith('.'));
    }

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static (ReportRequest? Request, IReadOnlyList<Bidline.Campaigns.Mistake> Mistakes) Read(ReportForm form) =>
        form.Read(new ReportScope.Everything(), TimeZoneInfo.Utc, Currency.Usd);
}
