using Bidline.Console.Parts;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Bidline.Console;

public sealed class EnrichmentTests(Suite suite)
{
    [Fact]
    public async Task A_file_with_a_bad_row_is_refused_by_the_row_and_a_good_one_tells_the_income_of_a_caller()
    {
        await suite.MarketAsync();
        await using var screen = await suite.OpenAsync("/enrichment");
        var card = screen.Page.Locator("[data-file=zips]");

        await LoadAsync(card, "zip,household_income\n33130,51000\n3313x,12\n");
        await card.Locator(".page-problems li").First.WaitForAsync();
        (await card.Locator(".page-problems").InnerTextAsync()).ShouldContain("Row 3");
        await LoadAsync(card, "zip,household_income\n33130,51000\n");
        await card.GetByText("It is loaded").WaitForAsync();

        var trial = screen.Page.Locator("[data-trial]");
        await trial.Locator("input[name=caller]").FillAsync("305 555 0142");
        await trial.Locator("input[name=zip]").FillAsync("33130");
        await trial.GetByRole(AriaRole.Button, new() { Name = "Look up" }).ClickAsync();
        await trial.Locator("[data-fact=household_income]").WaitForAsync();

        var income = await trial.Locator("[data-fact=household_income]").InnerTextAsync();
        income.ShouldContain("51000");
        (await trial.Locator("[data-fact=state]").InnerTextAsync()).ShouldContain("numbering_plan");
        (await trial.Locator("[data-fact=zip]").InnerTextAsync()).ShouldContain("what you gave");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_file_is_taken_on_a_slow_line_too_however_soon_it_is_chosen()
    {
        await suite.MarketAsync();
        await using var screen = await suite.OpenAsync("/enrichment");
        await screen.SpeakLateAsync(TimeSpan.FromMilliseconds(500));
        await screen.GoAsync("/enrichment");
        var card = screen.Page.Locator("[data-file=zips]");

        await LoadAsync(card, "zip,household_income\n3313x,12\n");

        await card.Locator(".page-problems li").First.WaitForAsync();
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task On_a_phone_nothing_sticks_out()
    {
        await using var screen = await suite.OpenAsync("/enrichment", width: 390, height: 844);

        await screen.ShouldFitAsync();
        screen.ShouldHaveNoComplaints();
    }

    private static Task LoadAsync(ILocator card, string text) => Screen.ChooseFileAsync(card, "zips.csv", text);
}
