using System.Text.Json;
using System.Text.RegularExpressions;
using Bidline.Console.Parts;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Bidline.Console;

public sealed class CallsTests(Suite suite)
{
    [Fact]
    public async Task The_list_is_the_APIs_list_page_by_page()
    {
        var ids = (await (await suite.MarketAsync()).CallsAsync()).Select(call => call.GetProperty("id").GetString()!).ToList();
        await using var screen = await suite.OpenAsync("/calls?range=30d");

        (await IdsAsync(screen)).ShouldBe(ids[..50]);
        await screen.Page.GetByText("Older").ClickAsync();
        await Expect(screen.Page.GetByText("Newest")).ToBeVisibleAsync();
        (await IdsAsync(screen)).ShouldBe(ids[50..Math.Min(100, ids.Count)]);
        await screen.Page.GoBackAsync();
        await Expect(screen.Page.Locator("a[data-row]").First).ToHaveAttributeAsync("href", new Regex($"^calls/{ids[0]}"));
    }

    [Fact]
    public async Task Filters_work_together_and_live_in_the_address()
    {
        var calls = await (await suite.MarketAsync()).CallsAsync();
        var wanted = Ids(calls, call => Text(call, "campaign") == "home" && Text(call, "outcome") == "connected");
        await using var screen = await suite.OpenAsync("/calls?range=30d");

        await screen.Page.Locator("select[name=campaign]").SelectOptionAsync("home");
        await Expect(screen.Page).ToHaveURLAsync(new Regex("campaign=home"));
        await screen.Page.Locator(".tab[data-outcome=connected]").ClickAsync();

        await Expect(screen.Page).ToHaveURLAsync(new Regex(@"/calls\?range=30d&outcome=connected&campaign=home$"));
        await Expect(screen.Page.Locator("a[data-row]")).ToHaveCountAsync(wanted.Count);
        (await IdsAsync(screen)).ShouldBe(wanted);
        await using var again = await suite.OpenAsync(new Uri(screen.Page.Url).PathAndQuery);
        (await IdsAsync(again)).ShouldBe(wanted);
        (await again.Page.Locator("select[name=campaign]").InputValueAsync()).ShouldBe("home");
        (await again.TextAsync(".tab[aria-current] .tab-count")).ShouldBe($"{wanted.Count}");
    }

    [Fact]
    public async Task Two_filters_chosen_before_the_first_is_read_both_hold()
    {
        await using var screen = await suite.OpenAsync("/calls?range=30d&outcome=connected");

        await screen.ChooseAtOnceAsync(("campaign", "home"), ("publisher", "zeta"));

        await Expect(screen.Page).ToHaveURLAsync(
            new Regex(@"/calls\?range=30d&outcome=connected&campaign=home&publisher=zeta$"));
    }

    [Fact]
    public async Task The_tabs_lead_to_what_was_chosen_when_the_address_says_it()
    {
        await using var screen = await suite.OpenAsync("/calls?range=30d");
        await screen.Page.EvaluateAsync("""
            () => {
                const push = history.pushState.bind(history);
                history.pushState = (...said) => {
                    window.tabThen ??= document.querySelector('.tab[data-outcome=connected]').getAttribute('href');
                    push(...said);
                };
            }
            """);

        await screen.Page.Locator("select[name=campaign]").SelectOptionAsync("home");

        await Expect(screen.Page).ToHaveURLAsync(new Regex("campaign=home"));
        (await screen.Page.EvaluateAsync<string>("() => window.tabThen")).ShouldBe("calls?range=30d&outcome=connected&campaign=home");
    }

    [Fact]
    public async Task A_reason_and_a_piece_of_a_number_find_their_calls()
    {
        var calls = await (await suite.MarketAsync()).CallsAsync();
        await using var screen = await suite.OpenAsync("/calls?range=30d");

        await screen.Page.Locator("select[name=reason]").SelectOptionAsync("pay.too_short");
        await Expect(screen.Page).ToHaveURLAsync(new Regex("reason=pay.too_short"));
        await screen.Page.Locator("input.field[name=text]").FillAsync("2125550107");
        await screen.Page.Keyboard.PressAsync("Enter");
        await Expect(screen.Page).ToHaveURLAsync(new Regex("text=2125550107"));

        var wanted = Ids(calls, call => Text(call, "caller") == "+12125550107" && Text(call, "reason") == "pay.too_short");
        wanted.ShouldNotBeEmpty();
        await Expect(screen.Page.Locator("a[data-row]")).ToHaveCountAsync(wanted.Count);
        (await screen.TextAsync(".cell-caller")).ShouldContain("+1 (212) •••-••07");
        (await screen.Page.ContentAsync()).ShouldNotContain("+12125550107");
    }

    [Fact]
    public async Task An_empty_list_leads_to_the_nearest_that_is_not()
    {
        await using var screen = await suite.OpenAsync("/calls?range=30d&campaign=night-desk&outcome=connected");

        await Expect(screen.Page.Locator(".empty")).ToContainTextAsync("with any outcome");
        await screen.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { NameRegex = new Regex("^Show (it|them)$") }).ClickAsync();

        await Expect(screen.Page.Locator("a[data-row]").First).ToBeVisibleAsync();
        screen.Page.Url.ShouldEndWith("/calls?range=30d&campaign=night-desk");
    }

    [Fact]
    public async Task The_export_has_the_rows_of_the_list()
    {
        await using var screen = await suite.OpenAsync("/calls?range=30d&outcome=no_buyer");
        var ids = await IdsAsync(screen);

        var download = await screen.Page.RunAndWaitForDownloadAsync(() => screen.Page.Locator("[aria-label='Export CSV']").ClickAsync());
        var lines = File.ReadAllLines((await download.PathAsync())!);

        lines[0].ShouldStartWith("received_at,id,caller,");
        lines[1..].Select(line => line.Split(',')[1]).ShouldBe(ids);
        download.SuggestedFilename.ShouldEndWith(".csv");
    }

    [Fact]
    public async Task New_calls_wait_in_a_pill_and_do_not_move_the_list()
    {
        var market = await suite.MarketAsync();
        await using var screen = await suite.OpenAsync("/calls?range=30d");
        var before = await IdsAsync(screen);

        await using (market.Live())
        {
            var pill = screen.Page.Locator(".new-pill");
            await Expect(pill).ToBeVisibleAsync();
            (await IdsAsync(screen)).ShouldBe(before);

            await pill.ClickAsync();
            await Expect(screen.Page.Locator("a[data-row]").First).Not.ToHaveAttributeAsync("href", new Regex($"^calls/{before[0]}"));
        }

        // What was still live when the list was read is shown as it ended.
        await Expect(screen.Page.Locator("tr .phase")).ToHaveCountAsync(0, new() { Timeout = 15_000 });
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_number_is_shown_in_full_to_who_may_see_it_and_that_is_noted()
    {
        await using var screen = await suite.OpenAsync("/calls?range=30d&text=2125550107");
        var id = (await IdsAsync(screen))[0];

        await screen.Page.Locator(".reveal").First.ClickAsync();

        await Expect(screen.Page.Locator(".cell-caller").First).ToContainTextAsync("+1 (212) 555-0107");
        var audit = await (await suite.MarketAsync()).GetAsync($"/v1/audit?subject={Uri.EscapeDataString($"call {id}")}");
        audit.GetProperty("data")[0].GetProperty("action").GetString().ShouldBe("looked_at");
        screen.Page.Url.ShouldContain("/calls?");
    }

    [Fact]
    public async Task Rows_are_walked_and_opened_by_keys()
    {
        await using var screen = await suite.OpenAsync("/calls?range=30d");
        var ids = await IdsAsync(screen);

        foreach (var key in new[] { "j", "j", "j", "k" }) await screen.Page.Keyboard.PressAsync(key);
        await Expect(screen.Page.Locator("a[data-row]").Nth(1)).ToBeFocusedAsync();
        await screen.Page.Keyboard.PressAsync("Enter");

        await Expect(screen.Page).ToHaveURLAsync(new Regex($"/calls/{ids[1]}"));
    }

    private static async Task<IReadOnlyList<string>> IdsAsync(Screen screen) =>
        await screen.Page.Locator("a[data-row]").EvaluateAllAsync<string[]>("rows => rows.map(row => row.getAttribute('href').slice(6).split('?')[0])");

    private static List<string> Ids(IEnumerable<JsonElement> calls, Func<JsonElement, bool> which) =>
        [.. calls.Where(which).Select(call => Text(call, "id")!)];

    private static string? Text(JsonElement call, string name) =>
        call.TryGetProperty(name, out var value) ? value.GetString() : null;
}
