using Bidline.Console.Parts;
using Bidline.Simulator;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Bidline.Console;

/// <summary>What buyers have, in the console, and that the API says the same.</summary>
public sealed class WalletsTests(Suite suite)
{
    [Fact]
    public async Task Money_is_added_to_a_wallet_and_no_more_is_paid_back_than_is_free()
    {
        await using var market = await Market.OpenAsync(new WorldSettings(1, 2, 2));
        await market.RingAsync();
        var buyer = (await market.GetAsync("/v1/buyers")).GetProperty("data")[0].GetProperty("id").GetString()!;
        var before = await BalanceAsync(market, buyer);
        await using var screen = await suite.OpenAsync("/money/wallets", address: market.Server.Http);
        var row = screen.Page.Locator($"tr[data-wallet='{buyer}']");
        var said = screen.Page.Locator(".call-said");

        await row.Locator("[data-act-add]").ClickAsync();
        await screen.Page.Locator("input[name=amount]").FillAsync("250.50");
        await screen.Page.Locator("input[name=memo]").FillAsync("Wire 17");
        await screen.Page.Locator("[data-act-book]").ClickAsync();
        await Expect(said).ToContainTextAsync("250.50 USD more");
        (await BalanceAsync(market, buyer)).ShouldBe(before + 250.50m);

        await row.Locator("[data-act-back]").ClickAsync();
        await screen.Page.Locator("input[name=amount]").FillAsync("9000000");
        await screen.Page.Locator("input[name=memo]").FillAsync("Contract ended");
        await screen.Page.Locator("[data-act-book]").ClickAsync();
        await Expect(said).ToContainTextAsync("Nothing was booked:");
        await screen.Page.Locator("input[name=amount]").FillAsync("250.50");
        await screen.Page.Locator("[data-act-book]").ClickAsync();
        await Expect(said).ToContainTextAsync("go back to");

        (await BalanceAsync(market, buyer)).ShouldBe(before);
        await Expect(screen.Page.Locator("form.block-form")).ToHaveCountAsync(0);
        await Expect(screen.Page.Locator(".rail-link.active")).ToHaveTextAsync("Money");
        await screen.ShouldFitAsync();
        screen.ShouldHaveNoComplaints();
    }

    private static async Task<decimal> BalanceAsync(Market market, string buyer) => decimal.Parse(
        (await market.GetAsync($"/v1/buyers/{buyer}/wallet")).GetProperty("balance").GetString()!,
        System.Globalization.CultureInfo.InvariantCulture);
}
