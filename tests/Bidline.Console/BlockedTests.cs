using System.Text.Json;
using Bidline.Console.Parts;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Bidline.Console;

public sealed class BlockedTests(Suite suite)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task A_caller_is_blocked_and_unblocked_by_hand(int width)
    {
        await using var screen = await suite.OpenAsync("/blocked", width, 760);
        var caller = $"+1713555{width:0000}";

        await screen.Page.Locator("input[name=caller]").FillAsync(caller);
        await screen.Page.Locator("input[name=why]").FillAsync("dials all day");
        await screen.Page.Locator("select[name=days]").SelectOptionAsync("7");
        await screen.Page.Keyboard.PressAsync("Tab");
        await screen.Page.Locator(".block-form button[type=submit]").ClickAsync();

        var row = screen.Page.Locator("li[data-blocked]").Filter(new() { HasText = "dials all day" });
        await Expect(row).ToBeVisibleAsync();
        (await row.InnerTextAsync()).ShouldContain("until ");
        (await row.InnerTextAsync()).ShouldNotContain(caller);
        await screen.ShouldFitAsync();
        (await FindAsync(caller)).GetProperty("why").GetString().ShouldBe("dials all day");

        await row.Locator("button").ClickAsync();

        await Expect(row).ToBeHiddenAsync();
        (await ListAsync(caller)).ShouldBeEmpty();
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task What_is_no_number_is_said_so_and_nothing_is_blocked()
    {
        await using var screen = await suite.OpenAsync("/blocked");

        await screen.Page.Locator("input[name=caller]").FillAsync("+1*");
        await screen.Page.Locator("input[name=why]").FillAsync("everybody");
        await screen.Page.Locator(".block-form button[type=submit]").ClickAsync();

        await Expect(screen.Page.Locator("[role=alert]")).ToContainTextAsync("neither a number nor a beginning of one");
        (await ListAsync("everybody")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task The_caller_of_a_call_is_blocked_from_its_page(int width)
    {
        var calls = await (await suite.MarketAsync()).GetAsync("/v1/calls?reveal=true&limit=200");
        var call = calls.GetProperty("data").EnumerateArray().First(row => row.TryGetProperty("caller", out var it)
            && it.ValueKind == JsonValueKind.String && row.GetProperty("phase").GetString() == "ended");
        await using var screen = await suite.OpenAsync($"/calls/{call.GetProperty("id").GetString()}", width, 760);

        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Block this caller" }).ClickAsync();
        await screen.Page.Locator("#block-5 input[name=why]").FillAsync("a robot");
        await screen.ShouldFitAsync();
        await screen.Page.Locator("#block-5 button[type=submit]").ClickAsync();

        await Expect(screen.Page.Locator("#block-5 .notice")).ToContainTextAsync("a robot");
        var blocked = await FindAsync(call.GetProperty("caller").GetString()!);
        blocked.GetProperty("call").GetString().ShouldBe(call.GetProperty("id").GetString());
        await screen.Page.Locator("#block-5 .notice button").ClickAsync();
        await Expect(screen.Page.GetByRole(AriaRole.Button, new() { Name = "Block this caller" })).ToBeVisibleAsync();
        screen.ShouldHaveNoComplaints();
    }

    private async Task<JsonElement> FindAsync(string caller) =>
        (await ListAsync(caller)).Single(entry => entry.GetProperty("caller").GetString() == caller);

    private async Task<JsonElement[]> ListAsync(string text)
    {
        var page = await (await suite.MarketAsync()).GetAsync($"/v1/blocked-callers?reveal=true&text={Uri.EscapeDataString(text)}");
        return [.. page.GetProperty("data").EnumerateArray()];
    }
}
