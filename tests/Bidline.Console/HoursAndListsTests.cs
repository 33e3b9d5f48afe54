using System.Text;
using System.Text.Json;
using Bidline.Console.Parts;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Bidline.Console;

/// <summary>One changes the shared market, and puts it back.</summary>
public sealed class HoursAndListsTests(Suite suite)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task Each_target_says_whether_it_is_open_and_what_its_week_is(int width)
    {
        var targets = (await (await suite.MarketAsync()).GetAsync("/v1/targets?limit=200")).GetProperty("data");
        await using var screen = await suite.OpenAsync("/hours", width, 760);
        var rows = screen.Page.Locator("[data-target]");

        await Expect(rows).ToHaveCountAsync(targets.GetArrayLength());
        var always = targets.EnumerateArray().First(target => !HasHours(target)).GetProperty("id").GetString();
        await Expect(screen.Page.Locator($"[data-target={always}] [data-label=Now]")).ToContainTextAsync("Always open");
        await Expect(screen.Page.Locator(".page-head .sub")).ToContainTextAsync("open now");
        await screen.ShouldFitAsync();
        screen.ShouldHaveNoComplaints();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task A_market_without_lists_says_how_one_is_made_and_then_shows_it_with_who_asks_it(int width)
    {
        var market = await suite.MarketAsync();
        var before = (await market.GetAsync("/v1/versions?limit=1")).GetProperty("data")[0].GetProperty("version").GetInt32();
        await using var screen = await suite.OpenAsync("/lists", width, 760);
        await Expect(screen.Page.Locator(".empty h2")).ToHaveTextAsync("There is no list yet");
        await screen.ShouldFitAsync();

        await PostAsync(market, "/v1/apply", """
            lists: [ { id: south, kind: zips, values: ["33130", "33131"] } ]
            targets:
              - id: evergreen-south
                buyer: evergreen
                destination: sip:south@127.0.0.1:5999
                price: { fixed: "20.00" }
                filters: { field: caller.zip, in_list: south }
            """);
        await screen.GoAsync("/lists");

        var row = screen.Page.Locator("[data-list=south]");
        await Expect(row.Locator("[data-label=Values]")).ToHaveTextAsync("2");
        await Expect(row.Locator("[data-label='Used by']")).ToContainTextAsync("target evergreen-south");
        await Expect(screen.Page.Locator(".page-head a[href=blocked]")).ToBeVisibleAsync();
        await screen.ShouldFitAsync();
        screen.ShouldHaveNoComplaints();
        await PostAsync(market, $"/v1/versions/{before}/restore", "{}");
    }

    private static bool HasHours(JsonElement target) =>
        target.TryGetProperty("hours", out var hours) && hours.ValueKind != JsonValueKind.Null;

    private static async Task PostAsync(Market market, string path, string text)
    {
        using var body = new StringContent(text, Encoding.UTF8, text.StartsWith('{') ? "application/json" : "application/yaml");
        using var answer = await market.Api.PostAsync(path, body);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }
}
