using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bidline.Console.Parts;
using Bidline.Simulator;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Bidline.Console;

/// <summary>Pings in the console: real ones over HTTP, one of them with its call.</summary>
public sealed class PingsTests(Suite suite, PingsTests.Exchange exchange) : IClassFixture<PingsTests.Exchange>
{
    [Fact]
    public async Task The_list_has_every_ping_and_is_narrowed_by_result_and_reason()
    {
        await using var screen = await OpenAsync("/pings");
        await Expect(screen.Page.Locator("tr[data-ping]")).ToHaveCountAsync(50);
        (await screen.TextAsync(".ping-use tr[data-publisher=zeta]")).ShouldMatch(@"Zeta Media\s+70\s+2\s+1\s+1\s+1\.4 %\s+100\.0 %\s+caller 67 · field 1");
        var offered = screen.Page.Locator($"tr[data-ping='{exchange.Sold.Ping}']");

        await screen.Page.Locator("select[name=result]").SelectOptionAsync("offered");
        await Expect(screen.Page).ToHaveURLAsync(new Regex("/pings\\?result=offered$"));
        await Expect(screen.Page.Locator("tr[data-ping]")).ToHaveCountAsync(2);
        (await offered.InnerTextAsync()).ShouldContain("used");
        (await offered.InnerTextAsync()).ShouldContain("$28.70");
        (await screen.Page.ContentAsync()).ShouldNotContain("3055550142");

        await screen.ChooseAtOnceAsync(("result", "rejected"), ("reason", "ping.price_requires"));
        await Expect(screen.Page.Locator("tr[data-ping]")).ToHaveCountAsync(1);
        await screen.GoAsync("/pings?publisher=harbor");
        await Expect(screen.Page.Locator(".empty")).ToContainTextAsync("No pings match");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task Older_pings_are_a_page_away_and_none_is_shown_twice()
    {
        await using var screen = await OpenAsync("/pings");
        var seen = new List<string>();

        while (true)
        {
            seen.AddRange(await screen.Page.Locator("tr[data-ping]").EvaluateAllAsync<string[]>("rows => rows.map(row => row.dataset.ping)"));
            var older = screen.Page.Locator("a[rel=next]");
            if (await older.CountAsync() == 0) break;
            var first = await screen.Page.Locator("tr[data-ping]").First.GetAttributeAsync("data-ping");
            await older.ClickAsync();
            await Expect(screen.Page.Locator($"tr[data-ping='{first}']")).ToHaveCountAsync(0);
        }

        seen.Count.ShouldBe(Exchange.Pings);
        seen.Distinct().Count().ShouldBe(Exchange.Pings);
    }

    [Fact]
    public async Task The_funnel_adds_up_to_the_pings_and_a_loss_opens_its_own()
    {
        await using var screen = await OpenAsync("/reports?report=ping_funnel&range=30d");
        var steps = screen.Page.Locator(".report-funnel [data-count]");
        (await steps.First.GetAttributeAsync("data-count")).ShouldBe($"{Exchange.Pings}");
        (await screen.Page.Locator("th[data-metric=use_rate]").GetAttributeAsync("title")).ShouldBe("Offers used / offers made.");
        var losses = await screen.Page.Locator("[data-loss] .num").AllTextContentsAsync();
        var billed = int.Parse((await steps.Last.GetAttributeAsync("data-count"))!, CultureInfo.InvariantCulture);
        (losses.Sum(loss => int.Parse(loss, CultureInfo.InvariantCulture)) + billed).ShouldBe(Exchange.Pings);

        await screen.Page.Locator("[data-loss='no_offer.field']").ClickAsync();

        await Expect(screen.Page).ToHaveURLAsync(new Regex("/pings\\?cut="));
        await Expect(screen.Page.Locator("[data-cut]")).ToContainTextAsync("Where it ended is No offer: field");
        await Expect(screen.Page.Locator("tr[data-ping]")).ToHaveCountAsync(1);
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_pings_page_has_what_came_in_its_price_its_candidates_its_offer_and_its_call()
    {
        await using var screen = await OpenAsync($"/pings/{exchange.Sold.Ping}");

        (await screen.TextAsync(".verdict-sentence")).ShouldBe("$28.70 was offered.");
        (await screen.TextAsync(".came [data-tag=zip]")).ShouldContain("33130");
        (await screen.TextAsync(".making")).ShouldContain("$34.00");
        (await screen.TextAsync(".making [data-rule=miami]")).ShouldContain("tags.zip begins with 33");
        (await screen.TextAsync(".making [data-rule=miami]")).ShouldContain("$27.20 → $28.70");
        (await screen.TextAsync(".candidates tr[data-target=desk]")).ShouldContain("$34.00");
        (await screen.TextAsync(".promised")).ShouldContain("Its call came in time");
        (await screen.TextAsync(".its-call")).ShouldContain(exchange.Sold.Call);
        (await screen.TextAsync(".its-call")).ShouldContain("$28.70");

        await screen.Page.Locator(".its-call a").ClickAsync();
        await Expect(screen.Page.Locator($"article[data-call='{exchange.Sold.Call}']")).ToBeVisibleAsync();
        (await screen.TextAsync(".call-verdict [data-ping]")).ShouldContain("promised $28.70");
        await screen.Page.Locator(".call-verdict [data-ping] a").ClickAsync();
        await Expect(screen.Page.Locator($"article[data-ping='{exchange.Sold.Ping}']")).ToBeVisibleAsync();
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_ping_that_was_refused_says_why_and_what_the_publisher_was_told()
    {
        await using var screen = await OpenAsync("/pings?reason=ping.price_requires");

        await screen.Page.Locator("a[data-row]").First.ClickAsync();

        await Expect(screen.Page.Locator(".verdict-sentence")).ToContainTextAsync("The price needs tags.zip is known (row zip)");
        (await screen.TextAsync(".verdict-sentence")).ShouldContain("The publisher was told: the same.");
        (await screen.TextAsync(".candidates")).ShouldContain("Nobody was asked.");
        (await screen.TextAsync(".promised")).ShouldContain("Nothing was promised.");
    }

    [Fact]
    public async Task The_search_finds_a_ping_by_any_id_of_its_story()
    {
        await using var screen = await OpenAsync("/");
        foreach (var id in new[] { exchange.Sold.Ping, exchange.Sold.Offer, exchange.Sold.Auction })
        {
            await screen.Page.Locator(".search input[type=search]").FillAsync(id);
            await screen.Page.Keyboard.PressAsync("Enter");
            await Expect(screen.Page.Locator($"article[data-ping='{exchange.Sold.Ping}']")).ToBeVisibleAsync();
            await screen.GoAsync("/");
        }

        await screen.GoAsync("/pings/png_nothing");
        await Expect(screen.Page.Locator("h1")).ToHaveTextAsync("There is no such ping");
    }

    [Fact]
    public async Task Before_anybody_has_asked_the_page_says_how_to_begin()
    {
        await using var screen = await suite.OpenAsync("/pings");

        await Expect(screen.Page.Locator(".empty")).ToContainTextAsync("Nobody has asked for a price yet");
        screen.ShouldHaveNoComplaints();
    }

    [Theory]
    [InlineData("/pings", 360, ColorScheme.Light)]
    [InlineData("/pings", 1280, ColorScheme.Dark)]
    [InlineData("sold", 360, ColorScheme.Dark)]
    [InlineData("sold", 1280, ColorScheme.Light)]
    public async Task It_fits_small_and_large_screens_light_and_dark(string path, int width, ColorScheme scheme)
    {
        await using var screen = await suite.OpenAsync(
            path == "sold" ? $"/pings/{exchange.Sold.Ping}" : path, width, 800, scheme, exchange.Market.Server.Http);

        await screen.ShouldFitAsync();
        screen.ShouldHaveNoComplaints();
        if (Environment.GetEnvironmentVariable("BIDLINE_KEEP_PICTURES") is { } directory)
        {
            var name = $"pings-{path.Trim('/')}-{width}-{scheme}.png";
            await screen.Page.ScreenshotAsync(new() { Path = Path.Combine(directory, name), FullPage = true });
        }
    }

    private Task<Screen> OpenAsync(string path) => suite.OpenAsync(path, address: exchange.Market.Server.Http);

    /// <summary>The ids of one story.</summary>
    public sealed record Story(string Ping, string Offer, string Auction, string Call);

    /// <summary>A market whose publisher has pinged: one ping was sold, one still holds, the others were refused.</summary>
    public sealed class Exchange : IAsyncLifetime
    {
        public const int Pings = 70;

        private const string Key = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
        private const string Number = "+18005550190";

        public Market Market { get; private set; } = null!;

        public Story Sold { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Market = await Market.OpenAsync(new WorldSettings(1, 1, 1));
            var phone = (await Market.GetAsync("/v1/targets/steady")).GetProperty("destination").GetString();
            await PutAsync("targets/desk", new { buyer = "steady", destination = phone, price = new { @fixed = "34.00" }, qualify = new { connected_seconds = 1 } });
            await PutAsync("campaigns/pinged", new
            {
                routing = new { tiers = new[] { new { targets = new[] { new { id = "desk" } } } } },
                publishers = new[] { new { id = "zeta", payout = new { @fixed = "1.00" }, qualify = new { connected_seconds = 1 } } },
            });
            await PutAsync("endpoints/zeta-pings", new
            {
                campaign = "pinged", publisher = "zeta", key = Key, numbers = new[] { Number }, expire_seconds = 600,
                price = new
                {
                    pass_through = new { margin_percent = 20 },
                    modifiers = new object[]
                    {
                        new { id = "zip", field = "tags.zip", op = "exists", action = "require" },
                        new { id = "miami", field = "tags.zip", op = "prefix", value = "33", action = "add", amount = "1.50" },
                    },
                },
            });
            for (var i = 3; i < Pings; i++) await PingAsync(new { caller_id = $"+1{i}" });
            await PingAsync(new { caller_id = "+13055550199" });
            await PingAsync(new { caller_id = "+13055550143", zip = "33131" });
            var offer = await PingAsync(new { caller_id = "+13055550142", zip = "33130" });
            await Market.CallAsync("+13055550142", Number, TimeSpan.FromSeconds(2));
            await Market.SettledAsync();
            var story = await Market.GetAsync($"/v1/pings/{offer.GetProperty("offer").GetString()}");
            Sold = new Story(
                story.GetProperty("ping").GetProperty("id").GetString()!, offer.GetProperty("offer").GetString()!,
                story.GetProperty("auction").GetProperty("id").GetString()!, story.GetProperty("call").GetProperty("id").GetString()!);
            while ((await Market.GetAsync("/v1/pings?outcome=rejected&limit=200")).GetProperty("data").GetArrayLength() < Pings - 2)
                await Task.Delay(100);
        }

        public ValueTask DisposeAsync() => Market.DisposeAsync();

        private async Task<JsonElement> PingAsync(object body)
        {
            using var answer = await Market.Api.PostAsJsonAsync($"/rtb/v1/{Key}/offers", body);
            return await answer.Content.ReadFromJsonAsync<JsonElement>();
        }

        private async Task PutAsync(string path, object body)
        {
            using var answer = await Market.Api.PutAsJsonAsync($"/v1/{path}", body);
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        }
    }
}
