using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Bidline.Console.Parts;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Bidline.Console;

/// <summary>These change the shared market, and put it back.</summary>
public sealed class ChecksAndHistoryTests(Suite suite)
{
    private const string Loop = """
        targets: [ { id: evergreen-loop, buyer: evergreen, destination: "+18005550100", price: { fixed: "20.00" } } ]
        """;

    [Fact]
    public async Task Findings_stand_by_weight_each_with_its_fix_and_a_way_to_the_thing()
    {
        var market = await suite.MarketAsync();
        var before = await VersionAsync(market);
        await ApplyAsync(market, Loop);
        await using var screen = await suite.OpenAsync("/checks");
        var advice = (await market.GetAsync("/v1/checks")).GetProperty("advice");

        await Expect(screen.Page.Locator(".check")).ToHaveCountAsync(advice.GetArrayLength());
        var loop = screen.Page.Locator("[data-code=loop]");
        await Expect(loop).ToContainTextAsync("a tracking number of this market");
        await Expect(loop.Locator(".check-fix")).ToContainTextAsync("give the number where people answer");
        await Expect(screen.Page.Locator(".rail-mark")).ToHaveTextAsync($"{advice.GetArrayLength()}");
        await screen.Page.Locator(".check-where a[href^=campaigns]").First.ClickAsync();
        await Expect(screen.Page.Locator("#plan-title")).ToBeVisibleAsync();
        screen.ShouldHaveNoComplaints();
        await RestoreAsync(market, before);
    }

    [Fact]
    public async Task The_mark_follows_the_market_while_a_page_is_open()
    {
        var market = await suite.MarketAsync();
        var before = await VersionAsync(market);
        await using var screen = await suite.OpenAsync("/live");
        var count = int.Parse(await screen.TextAsync(".rail-mark"), System.Globalization.CultureInfo.InvariantCulture);

        await ApplyAsync(market, Loop);

        await Expect(screen.Page.Locator(".rail-mark.bad")).ToHaveTextAsync($"{count + 2}");
        await RestoreAsync(market, before);
    }

    [Fact]
    public async Task A_version_says_who_when_and_what_and_is_compared_and_put_back_after_a_look()
    {
        var market = await suite.MarketAsync();
        var before = await VersionAsync(market);
        await ApplyAsync(market, Loop);
        await using var screen = await suite.OpenAsync("/history");
        var newest = screen.Page.Locator(".version").First;
        await Expect(newest).ToContainTextAsync("in force");
        await Expect(newest.Locator(".change.added")).ToContainTextAsync("new target evergreen-loop");
        await Expect(newest.Locator(".version-author")).ToContainTextAsync("API key");

        var older = screen.Page.Locator($"[data-version='{before}']");
        await older.GetByText("Compare with now").ClickAsync();
        await Expect(screen.Page.Locator("#compare-title")).ToContainTextAsync($"From version {before} to version {before + 1}");
        await older.GetByText("Restore…").ClickAsync();
        await Expect(screen.Page.Locator(".restore .change.removed")).ToContainTextAsync("removed target evergreen-loop");
        (await VersionAsync(market)).ShouldBe(before + 1);
        await screen.Page.Locator(".restore .button-main").ClickAsync();

        await Expect(screen.Page.Locator(".history-notice")).ToContainTextAsync($"The market is version {before + 2} now");
        await Expect(screen.Page.Locator(".version").First.Locator(".version-author")).ToHaveTextAsync("visitor@localhost");
        (await VersionAsync(market)).ShouldBe(before + 2);
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task An_entry_has_a_history_of_its_own_and_is_put_back_alone()
    {
        var market = await suite.MarketAsync();
        var before = await VersionAsync(market);
        await PatchAsync(market, "/v1/campaigns/home", """{"routing":{"auction":{"floor":"11.00"}}}""");
        await PatchAsync(market, "/v1/campaigns/auto", """{"routing":{"auction":{"floor":"13.00"}}}""");
        await using var screen = await suite.OpenAsync("/campaigns/home");
        await screen.Page.Locator(".campaign-head").GetByText("History").ClickAsync();

        await Expect(screen.Page.Locator(".page-head")).ToContainTextAsync("changed campaign home");
        await Expect(screen.Page.Locator(".version").First).ToContainTextAsync("floor of campaign home");
        await Expect(screen.Page.Locator(".versions")).Not.ToContainTextAsync("campaign auto ");
        await screen.GoAsync($"/history?of=campaign/home&restore={before}");
        await Expect(screen.Page.Locator(".restore .change")).ToHaveCountAsync(1);
        await screen.Page.Locator(".restore .button-main").ClickAsync();
        await Expect(screen.Page.Locator(".history-notice")).ToContainTextAsync("now");

        (await market.GetAsync("/v1/campaigns/home")).GetProperty("routing").GetProperty("auction").GetProperty("floor").GetString().ShouldBe("10.00");
        (await market.GetAsync("/v1/campaigns/auto")).GetProperty("routing").GetProperty("auction").GetProperty("floor").GetString().ShouldBe("13.00");
        await RestoreAsync(market, before);
    }

    [Fact]
    public async Task A_change_for_later_is_shown_and_cancelled_in_two_steps()
    {
        var market = await suite.MarketAsync();
        var at = TimeProvider.System.GetUtcNow().AddDays(3).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        await ApplyAsync(market, Loop, $"?at={at}");
        await using var screen = await suite.OpenAsync("/history");
        var change = screen.Page.Locator("[data-state=waiting]").First;
        await Expect(change).ToContainTextAsync("new target evergreen-loop");

        await change.GetByText("Cancel…").ClickAsync();
        await change.GetByText("Yes, cancel it").ClickAsync();

        await Expect(screen.Page.Locator("[data-state=waiting]")).ToHaveCountAsync(0);
        await Expect(screen.Page.Locator("[data-state=cancelled]").First).ToContainTextAsync("cancelled by user:visitor@localhost");
        screen.ShouldHaveNoComplaints();
    }

    [Theory]
    [InlineData("/checks", 360)]
    [InlineData("/history", 360)]
    [InlineData("/history?from=0", 1280)]
    public async Task The_pages_fit_and_read_in_the_dark(string path, int width)
    {
        await using var screen = await suite.OpenAsync(path, width, 800, ColorScheme.Dark);

        await screen.ShouldFitAsync();
        screen.ShouldHaveNoComplaints();
    }

    private static async Task<int> VersionAsync(Market market) =>
        (await market.GetAsync("/v1/versions?limit=1")).GetProperty("data")[0].GetProperty("version").GetInt32();

    private static async Task ApplyAsync(Market market, string yaml, string query = "")
    {
        using var body = new StringContent(yaml, Encoding.UTF8, "application/yaml");
        using var answer = await market.Api.PostAsync($"/v1/apply{query}", body);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private static async Task PatchAsync(Market market, string path, string json)
    {
        using var answer = await market.Api.PatchAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private static async Task RestoreAsync(Market market, int version)
    {
        using var answer = await market.Api.PostAsJsonAsync($"/v1/versions/{version}/restore", JsonDocument.Parse("{}").RootElement);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }
}
