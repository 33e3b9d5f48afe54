using System.Globalization;
using Bidline.Campaigns;
using Bidline.Campaigns.BidRules;
using Bidline.Primitives;
using Bidline.Routing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns.BidRules;

/// <summary>Prices by the hour of the week, by the campaign's clock.</summary>
public sealed class PriceByHourTests
{
    private const string Week = """
        price: { by_hour: { base: "30.00", mon: "........ssmmaa..........", sun: "..ss....................",
          marks: [ { mark: s, set: "42.00" }, { mark: m, multiply: "1.5" }, { mark: a, add: "-4.50" } ] } }
        """;

    [Theory]
    [InlineData("2026-03-02T12:59Z", "30.00", null)]
    [InlineData("2026-03-02T13:00Z", "42.00", "mon 08-10")]
    [InlineData("2026-03-02T15:00Z", "45.00", "mon 10-12")]
    [InlineData("2026-03-02T17:30Z", "25.50", "mon 12-14")]
    [InlineData("2026-03-02T19:00Z", "30.00", null)]
    [InlineData("2026-03-03T13:00Z", "30.00", null)]
    public void Each_hour_has_its_price_and_the_row_that_made_it_is_named(string at, string price, string? row)
    {
        var run = Run(at);

        run.Bid!.Value.ToDecimalString().ShouldBe(price);
        run.Steps.Select(step => step.Row).ShouldBe(row is null ? [] : [row]);
    }

    [Theory]
    [InlineData("2026-03-08T06:59Z", "30.00")] // 01:59, and 03:00 follows: two o'clock does not come
    [InlineData("2026-03-08T07:00Z", "42.00")] // 03:00
    [InlineData("2026-03-08T08:00Z", "30.00")] // 04:00
    [InlineData("2026-11-01T05:30Z", "30.00")] // 01:30 for the first time
    [InlineData("2026-11-01T06:30Z", "30.00")] // and for the second
    [InlineData("2026-11-01T07:00Z", "42.00")] // 02:00
    public void On_days_of_23_and_25_hours_the_clock_on_the_wall_decides(string at, string price) =>
        Run(at).Bid!.Value.ToDecimalString().ShouldBe(price);

    private static BidRuleRun Run(string at)
    {
        var compiled = Market.Compile(
            MarketFile.Read(Markets.Boring.Replace("price: { fixed: \"34.00\" }", Week.ReplaceLineEndings(" ")), "m.yaml").Document,
            Markets.Rules);
        compiled.Mistakes.ShouldBeEmpty();
        var book = compiled.Book!;
        var campaign = book.Campaigns[new CampaignId("auto-fl")];
        var facts = CallFacts.Of(
            Given.AFloridian(), new PublisherId("zeta"), campaign, DateTimeOffset.Parse(at, CultureInfo.InvariantCulture));
        var table = book.Targets[new TargetId("acme-fl")].Price.ShouldBeOfType<TargetPrice.Rules>().Table;
        return table.Run(field => CallFields.Read(facts, field));
    }
}
