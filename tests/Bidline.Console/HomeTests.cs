using System.Globalization;
using System.Text.Json;
using Bidline.Console.Parts;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Bidline.Console;

public sealed class HomeTests(Suite suite)
{
    [Fact]
    public async Task The_five_figures_are_those_of_the_API()
    {
        var calls = await (await suite.MarketAsync()).CallsAsync();
        await using var screen = await suite.OpenAsync("/?range=30d");

        var (revenue, payout) = (Sum(calls, "revenue"), Sum(calls, "payout"));
        var connected = calls.Count(call => call.GetProperty("outcome").GetString() == "connected");
        revenue.ShouldBeGreaterThan(0);
        await ShowsAsync(screen, "revenue", Dollars(revenue));
        await ShowsAsync(screen, "payout", Dollars(payout));
        await ShowsAsync(screen, "margin", Dollars(revenue - payout));
        await ShowsAsync(screen, "connected", $"{connected} of {calls.Count}");
        await ShowsAsync(screen, "rpc", Dollars(revenue / calls.Count));
        (await screen.TextAsync("[data-figure=margin] .tile-badge")).ShouldBe(
            (100 * (revenue - payout) / revenue).ToString("0.0", CultureInfo.InvariantCulture) + " %");
    }

    [Fact]
    public async Task Money_over_time_is_drawn_said_and_there_to_be_read_as_a_table()
    {
        await using var screen = await suite.OpenAsync("/");

        await Expect(screen.Page.Locator(".chart canvas")).ToBeVisibleAsync();
        (await screen.Page.Locator(".chart .u-legend .u-series th:visible").AllInnerTextsAsync()).ShouldBe(["Revenue", "Payout", "Margin"]);
        (await screen.TextAsync("#revenue-sentence")).ShouldStartWith("We kept $");
        await screen.Page.Locator(".chart").FocusAsync();
        await screen.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(screen.Page.Locator("#revenue-value")).ToContainTextAsync("Revenue $");

        await screen.Page.GetByText("View as table").ClickAsync();
        await Expect(screen.Page.Locator(".chart-table tbody tr").First).ToBeVisibleAsync();
        await Expect(screen.Page.Locator(".chart canvas")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Outcomes_add_up_to_the_calls_and_lead_to_them()
    {
        var calls = await (await suite.MarketAsync()).CallsAsync();
        await using var screen = await suite.OpenAsync("/?range=30d");

        foreach (var group in calls.GroupBy(call => call.GetProperty("outcome").GetString()))
            (await screen.TextAsync($".share-list [data-outcome={group.Key}] .num")).ShouldBe($"{group.Count()}");
        await screen.Page.Locator(".share-list [data-outcome=abandoned]").ClickAsync();

        await Expect(screen.Page.Locator("h1")).ToHaveTextAsync("Calls");
        screen.Page.Url.ShouldEndWith("/calls?range=30d&outcome=abandoned");
    }

    [Fact]
    public async Task The_latest_calls_say_what_happened_to_them()
    {
        var market = await suite.MarketAsync();
        var latest = (await market.CallsAsync()).Take(8).Select(call => call.GetProperty("id").GetString()!).ToList();
        await using var screen = await suite.OpenAsync("/");

        var links = screen.Page.Locator(".ticker a");
        await Expect(links).ToHaveCountAsync(8);
        for (var i = 0; i < latest.Count; i++)
        {
            var trace = await market.GetAsync($"/v1/calls/{latest[i]}?expand=trace");
            (await links.Nth(i).GetAttributeAsync("href")).ShouldBe($"calls/{latest[i]}");
            (await links.Nth(i).Locator(".verdict").InnerTextAsync()).ShouldBe(trace.GetProperty("verdict").GetString());
        }
    }

    [Fact]
    public async Task Figures_and_latest_calls_move_while_calls_come_in()
    {
        var market = await suite.MarketAsync();
        await using var screen = await suite.OpenAsync("/");
        var before = await screen.TextAsync("[data-figure=connected] .tile-value");

        await using var life = market.Live();

        await Expect(screen.Page.Locator(".pulse.on")).ToBeVisibleAsync();
        await Expect(screen.Page.Locator(".ticker .phase").First).ToBeVisibleAsync();
        await Expect(screen.Page.Locator("[data-figure=connected] .tile-value")).Not.ToHaveTextAsync(before, new() { Timeout = 20_000 });
        screen.ShouldHaveNoComplaints();
    }

    private static async Task ShowsAsync(Screen screen, string figure, string value) =>
        (await screen.TextAsync($"[data-figure={figure}] .tile-value")).Trim().ShouldBe(value);

    private static decimal Sum(IEnumerable<JsonElement> calls, string name) =>
        calls.Sum(call => decimal.Parse(call.GetProperty(name).GetString()!, CultureInfo.InvariantCulture));

    private static string Dollars(decimal amount) =>
        "$" + decimal.Round(amount, 2, MidpointRounding.ToEven).ToString("N2", CultureInfo.InvariantCulture);
}
