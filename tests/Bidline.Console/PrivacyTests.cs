using Bidline.Console.Parts;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Bidline.Console;

public sealed class PrivacyTests(Suite suite)
{
    [Fact]
    public async Task A_person_is_erased_after_a_second_thought_with_a_certificate()
    {
        await using var screen = await suite.OpenAsync("/privacy");
        var form = screen.Page.Locator("[data-erase]");
        await form.Locator("input").Nth(0).FillAsync("+12125550123");
        await form.Locator("input").Nth(1).FillAsync("asked by e-mail");

        await form.Locator("button").ClickAsync();
        await Expect(screen.Page.Locator("[role=alert]")).ToHaveTextAsync("Tick that it is for good.");
        await form.Locator("input[type=checkbox]").CheckAsync();
        await form.Locator("button").ClickAsync();

        var certificate = screen.Page.Locator("[data-erasure]").First;
        await Expect(certificate).ToContainTextAsync("+1 (212) •••-••23");
        await certificate.Locator("summary").ClickAsync();
        await Expect(certificate).ToContainTextAsync("hmac-sha256:");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task Retention_is_set_where_it_is_read()
    {
        await using var screen = await suite.OpenAsync("/privacy");
        var days = screen.Page.Locator("[data-kind=visits] input");
        await Expect(days).ToHaveValueAsync("90");

        await days.FillAsync("1");
        await days.BlurAsync();
        await Expect(screen.Page.Locator("[role=alert]")).ToContainTextAsync("2 to 3650 days");
        await days.FillAsync("60");
        await days.BlurAsync();

        await Expect(screen.Page.Locator("[data-kind=visits] td").Last).ToContainTextAsync("user:");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task Who_saw_a_number_is_listed()
    {
        await using var screen = await suite.OpenAsync("/calls?range=30d");
        await screen.Page.Locator("button.reveal").First.ClickAsync();
        await Expect(screen.Page.Locator(".cell-caller", new() { HasTextRegex = new(@"\(\d{3}\) \d{3}-\d{4}") }).First).ToBeVisibleAsync();

        await screen.GoAsync("/privacy");

        await Expect(screen.Page.Locator("[data-look^='call call_']").First).ToContainTextAsync("in full");
    }
}
