using Bidline.Console.Parts;
using Shouldly;
using Xunit;

namespace Bidline.Console;

public sealed class PoolsTests(Suite suite)
{
    [Fact]
    public async Task A_pool_shows_its_use_its_size_and_the_visits_that_came()
    {
        var market = await suite.MarketAsync();
        await using var visitor = await suite.OpenAsync(
            "/?utm_source=%3Cb%3Ebing%3C%2Fb%3E&kw=leaking+roof", address: market.Site);
        await visitor.Page.WaitForFunctionAsync("() => !!window.bidline");
        await visitor.Page.EvaluateAsync("() => window.bidline.number()");
        await using var screen = await suite.OpenAsync("/pools");

        var pool = screen.Page.Locator("[data-pool=home-site]");

        (await pool.Locator(".pool-held").InnerTextAsync()).ShouldMatch("^[1-9][0-9]* of 20$");
        (await pool.Locator(".snippet").InnerTextAsync()).ShouldContain("data-pool=\"home-site\"");
        var visit = await pool.Locator("tbody tr").First.InnerTextAsync();
        visit.ShouldContain("<b>bing</b>");
        visit.ShouldContain("leaking roof");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_page_is_checked_and_says_what_changes_on_it_and_what_keeps_it_from_that()
    {
        var market = await suite.MarketAsync();
        await using var screen = await suite.OpenAsync("/pools");
        var pool = screen.Page.Locator("[data-pool=home-site]");

        await pool.Locator("input[name=url]").FillAsync(market.Site.ToString());
        await pool.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await pool.Locator(".page-verdict").WaitForAsync();
        (await pool.Locator(".page-verdict").InnerTextAsync()).ShouldMatch("^Visitors see a number of their own: [1-9]");
        await pool.Locator("input[name=url]").FillAsync("http://127.0.0.1:9/");
        await pool.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await pool.Locator(".page-verdict").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });

        (await pool.Locator("[role=status]").InnerTextAsync()).ShouldNotBeNullOrWhiteSpace();
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_number_is_called_and_the_row_says_that_it_reached_us()
    {
        await using var screen = await suite.OpenAsync("/numbers");
        var row = screen.Page.Locator("table.numbers tbody tr").First;

        await row.Locator(".test-number").ClickAsync();
        await row.Locator(".tested").WaitForAsync(new() { Timeout = 20_000 });

        (await row.Locator(".tested").InnerTextAsync()).ShouldMatch("It reached us by lab after [0-9]+ ms");
        screen.ShouldHaveNoComplaints();
    }

    [Theory]
    [InlineData("/pools")]
    [InlineData("/numbers")]
    public async Task On_a_phone_nothing_sticks_out(string path)
    {
        await using var screen = await suite.OpenAsync(path, width: 390, height: 844);

        await screen.ShouldFitAsync();
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_number_is_rented_from_the_simulated_carrier_and_is_in_use()
    {
        await using var screen = await suite.OpenAsync("/numbers");
        await screen.Page.Locator("input[name=area]").FillAsync("713");
        await screen.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Look for numbers" }).ClickAsync();
        var offer = screen.Page.Locator("[data-offer='+17135550107']");

        (await offer.InnerTextAsync()).ShouldContain("HOUSTON, TX");
        await offer.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Rent" }).ClickAsync();
        await screen.Page.Locator("text=+17135550107 is ours and in use.").WaitForAsync();

        (await screen.Page.Locator("[data-number='+17135550107']").InnerTextAsync()).ShouldContain("in use");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task Numbers_are_listed_with_what_came_over_each_and_can_be_parked()
    {
        await using var screen = await suite.OpenAsync("/numbers");
        var row = screen.Page.Locator("[data-number='+18005550103']");

        (await row.InnerTextAsync()).ShouldContain("night-desk");
        await row.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Park" }).ClickAsync();
        await row.Locator("text=parked").WaitForAsync();
        await row.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Put to use" }).ClickAsync();
        await row.Locator("text=in use").WaitForAsync();

        screen.ShouldHaveNoComplaints();
    }
}
