using Bidline.Console.Parts;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Bidline.Console;

public sealed class CampaignsTests(Suite suite)
{
    private const string Page = "/campaigns/auto";

    [Fact]
    public async Task The_list_says_of_each_campaign_what_it_sold_today_and_leads_to_its_test()
    {
        var market = await suite.MarketAsync();
        await using var screen = await suite.OpenAsync("/campaigns");
        var row = screen.Page.Locator("[data-campaign=auto]");
        var calls = (await market.GetAsync("/v1/calls?campaign=auto&limit=200")).GetProperty("data").GetArrayLength();

        await Expect(row.Locator("[data-label=Calls]")).ToHaveTextAsync($"{calls}");
        await Expect(row.Locator("[data-label=State]")).ToContainTextAsync("Running");
        await row.GetByText("Test").Last.ClickAsync();

        await Expect(screen.Page.Locator("#test-title")).ToBeInViewportAsync();
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_plan_is_told_tier_by_tier_with_what_each_target_can_take_now()
    {
        await using var screen = await suite.OpenAsync(Page);

        await Expect(screen.Page.Locator(".tier").First).ToContainTextAsync("the best bid wins");
        await Expect(screen.Page.Locator(".plan-target").First.Locator(".plan-state")).Not.ToBeEmptyAsync();
        await Expect(screen.Page.Locator(".plan-target").First.Locator(".plan-figures dd").Nth(2)).ToContainTextAsync("$");
        await Expect(screen.Page.Locator(".side-list").First).ToContainTextAsync("%");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task What_a_target_can_take_stays_inside_its_row()
    {
        await using var screen = await suite.OpenAsync(Page);
        await screen.Page.Locator(".plan-figures").First.WaitForAsync();

        (await screen.Page.EvaluateAsync<int>("""
            [...document.querySelectorAll('.plan-figures')].filter(it =>
                it.getBoundingClientRect().right > it.closest('.plan-target').getBoundingClientRect().right + 1).length
            """)).ShouldBe(0);
    }

    [Fact]
    public async Task A_made_up_caller_is_tested_by_keyboard_alone_and_nothing_is_left_of_it()
    {
        var market = await suite.MarketAsync();
        var before = (await market.CallsAsync()).Count;
        await using var screen = await suite.OpenAsync(Page);

        await screen.Page.Locator("[name=state]").FocusAsync();
        await screen.Page.Keyboard.TypeAsync("FL");
        await screen.Page.Keyboard.PressAsync("Enter");

        var tested = screen.Page.Locator(".tested");
        await Expect(tested.Locator(".verdict-sentence")).ToContainTextAsync("Would be sold to");
        await Expect(tested.Locator(".dials tbody tr").First).ToContainTextAsync("$");
        await Expect(tested.Locator(".candidates .bottom-line").First).ToContainTextAsync("considered =");
        await Expect(tested.Locator(".tested-rest code")).ToHaveTextAsync("./bidline simulate auto --state FL");
        (await market.CallsAsync()).Count.ShouldBe(before);
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_copied_address_asks_the_same_again()
    {
        await using var screen = await suite.OpenAsync($"{Page}?state=OH&test=1");

        await Expect(screen.Page.Locator(".tested .tested-facts")).ToContainTextAsync(", OH");
        await Expect(screen.Page.Locator("[name=state]")).ToHaveValueAsync("OH");
    }

    [Fact]
    public async Task An_address_alone_does_not_have_bidders_asked()
    {
        await using var screen = await suite.OpenAsync($"{Page}?ask=true&test=1");

        await Expect(screen.Page.Locator("[name=ask]")).ToHaveValueAsync("true");
        await Expect(screen.Page.Locator(".tested")).ToHaveCountAsync(0);
        await screen.Page.Locator(".test-send button").ClickAsync();
        await Expect(screen.Page.Locator(".tested .candidates")).ToContainTextAsync(" ms");
    }

    [Fact]
    public async Task A_change_is_tried_before_it_is_applied()
    {
        await using var screen = await suite.OpenAsync(Page);
        await screen.Page.Locator(".test-more summary").ClickAsync();
        await screen.Page.Locator("[name=market]").FillAsync("publishers: [{ id: late-night, name: Late Night }]");
        await screen.Page.Locator(".test-send button").ClickAsync();

        await Expect(screen.Page.Locator(".tested-changes")).ToContainTextAsync("late-night");
        await Expect(screen.Page.Locator(".tested-facts")).ToContainTextAsync("with your change");
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_the_form_with_its_line()
    {
        await using var screen = await suite.OpenAsync(Page);
        await screen.Page.Locator("[name=caller]").FillAsync("hello");
        await screen.Page.Locator(".test-send button").ClickAsync();

        await Expect(screen.Page.Locator(".test-mistake")).ToContainTextAsync("“hello”".Replace('“', '"').Replace('”', '"'));
        await Expect(screen.Page.Locator("[name=caller]")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(screen.Page.Locator(".tested")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("/campaigns", 360)]
    [InlineData($"{Page}?state=FL&every_tier=1&test=1", 360)]
    [InlineData($"{Page}?state=FL&every_tier=1&test=1", 1280)]
    public async Task The_pages_fit_and_read_in_the_dark(string path, int width)
    {
        await using var screen = await suite.OpenAsync(path, width, 800, ColorScheme.Dark);
        if (path.Contains("test=1", StringComparison.Ordinal)) await screen.Page.Locator(".tested .candidates").WaitForAsync();

        await screen.ShouldFitAsync();
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_campaign_that_is_not_there_says_so()
    {
        await using var screen = await suite.OpenAsync("/campaigns/none");

        await Expect(screen.Page.Locator("h1")).ToHaveTextAsync("There is no such campaign");
    }
}
