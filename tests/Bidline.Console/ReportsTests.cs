using System.Text.RegularExpressions;
using Bidline.Console.Parts;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Bidline.Console;

public sealed class ReportsTests(Suite suite)
{
    [Fact]
    public async Task A_report_adds_up_to_the_ledger_and_says_what_its_figures_are()
    {
        var market = await suite.MarketAsync();
        await using var screen = await suite.OpenAsync("/reports?range=30d&by=campaign&show=incoming&show=revenue&show=payout");

        var total = screen.Page.Locator("[data-row-total] td");
        var checks = (await market.GetAsync("/v1/reconciliation")).GetProperty("data").EnumerateArray()
            .Where(line => line.GetProperty("id").GetString() is "R12" or "R13");
        checks.ShouldAllBe(line => line.GetProperty("ok").GetBoolean());
        var sold = (await market.CallsAsync()).Where(call => call.TryGetProperty("revenue", out _))
            .Sum(call => decimal.Parse(call.GetProperty("revenue").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        var shown = decimal.Parse(
            (await total.Nth(1).GetAttributeAsync("data-value"))!, System.Globalization.CultureInfo.InvariantCulture);
        shown.ShouldBe(sold);
        sold.ShouldBeGreaterThan(0);
        (await screen.Page.Locator("th[data-metric=revenue]").GetAttributeAsync("title"))!.ShouldStartWith("Charged to buyers for calls");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_figure_opens_the_calls_that_it_counts()
    {
        await using var screen = await suite.OpenAsync("/reports?range=30d&by=outcome&show=incoming");
        var row = screen.Page.Locator("[data-row=connected]");
        var figure = row.Locator("td.num");
        var count = await figure.GetAttributeAsync("data-value");

        await figure.Locator("a").ClickAsync();

        await Expect(screen.Page).ToHaveURLAsync(new Regex("/calls\\?range=30d&cut="));
        await Expect(screen.Page.Locator("[data-cut]")).ToContainTextAsync("Outcome is connected");
        await Expect(screen.Page.Locator(".tab[data-outcome=all] .tab-count")).ToHaveTextAsync(count!);
        await Expect(screen.Page.Locator(".tab[data-outcome=no_buyer]")).ToHaveCountAsync(0);
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_shipped_report_is_changed_by_its_form_and_stays_in_the_address()
    {
        await using var screen = await suite.OpenAsync("/reports");

        await screen.Page.Locator("[data-report=publishers]").ClickAsync();
        await Expect(screen.Page.Locator("th[data-metric=dispute_rate]")).ToBeVisibleAsync();
        await screen.Page.Locator("select[name=by]").First.SelectOptionAsync("state");
        await screen.Page.Locator("input[name=compare]").CheckAsync();
        await screen.Page.Locator(".report-form button[type=submit]").ClickAsync();

        await Expect(screen.Page).ToHaveURLAsync(new Regex("by=state.*compare=1"));
        await Expect(screen.Page.Locator(".report-table thead th").First).ToHaveTextAsync("State");
    }

    [Theory]
    [InlineData("time", ".report-svg polyline")]
    [InlineData("outcomes", ".share-bar a")]
    [InlineData("hours", ".report-heat a[data-cell]")]
    [InlineData("states", ".report-states a[data-cell]")]
    [InlineData("funnel", ".report-funnel li")]
    [InlineData("bids", ".report-columns g[data-step]")]
    [InlineData("floors", ".report-floors polyline")]
    [InlineData("talk", ".report-talk polyline[data-line]")]
    public async Task Each_picture_shows_the_calls_of_the_report(string view, string part)
    {
        await using var screen = await suite.OpenAsync($"/reports?range=30d&view={view}");

        (await screen.Page.Locator(part).CountAsync()).ShouldBeGreaterThan(0);
        await Expect(screen.Page.Locator(".report-chart .card-sub")).Not.ToHaveTextAsync("");
        screen.ShouldHaveNoComplaints();
    }

    [Theory]
    [InlineData("bid_landscape", "win_rate")]
    [InlineData("floors", "revenue_at")]
    [InlineData("talk_curves", "talking_rate")]
    public async Task Each_report_of_its_own_figures_says_what_they_are(string report, string metric)
    {
        await using var screen = await suite.OpenAsync($"/reports?report={report}&range=30d");

        (await screen.Page.Locator($"th[data-metric={metric}]").GetAttributeAsync("title"))!.ShouldNotBeEmpty();
        (await screen.Page.Locator(".report-table tbody tr").CountAsync()).ShouldBeGreaterThan(0);
        screen.ShouldHaveNoComplaints();
    }

    /// <summary>The demo's buyers pay after 3 seconds, and the curve has steps at none and at 5.</summary>
    [Fact]
    public async Task How_many_still_talk_is_told_of_a_step_that_the_curve_has()
    {
        await using var screen = await suite.OpenAsync("/reports?report=talk_curves&range=30d");

        (await screen.TextAsync("#talk-lines")).ShouldMatch("[0-9]+ % still talk after 5 seconds\\.$");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task What_makes_no_sense_is_said_in_a_sentence()
    {
        await using var screen = await suite.OpenAsync("/reports?by=colour&show=incoming");

        await Expect(screen.Page.Locator("[role=alert]")).ToContainTextAsync("There is no \"colour\" here. Try one of day, hour");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_report_without_calls_says_what_to_do()
    {
        await using var screen = await suite.OpenAsync("/reports?show=incoming&from=2020-01-01&to=2020-01-02");

        await Expect(screen.Page.Locator("[data-empty]")).ToContainTextAsync("No calls in this report");
    }

    [Fact]
    public async Task The_file_has_the_definitions()
    {
        var market = await suite.MarketAsync();
        await using var screen = await suite.OpenAsync("/reports?range=30d&by=campaign&show=incoming&show=rpc");

        var csv = await screen.Page.Context.APIRequest.GetAsync(
            new Uri(market.Server.Http, "/reports.csv?range=30d&by=campaign&show=incoming&show=rpc").ToString());

        var lines = (await csv.TextAsync()).TrimStart('\ufeff').Split('\n');
        lines[0].ShouldBe("Campaign,Incoming calls,Revenue per incoming call");
        lines[1].ShouldContain("rpc: Revenue / incoming calls.");
    }
}
