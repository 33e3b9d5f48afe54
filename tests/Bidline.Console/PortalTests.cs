using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bidline.Console.Parts;
using Bidline.Simulator;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Bidline.Console;

/// <summary>What a publisher sees of its own, and the page of a call centre, in a real browser.</summary>
public sealed class PortalTests(Suite suite, PortalTests.Exchange exchange) : IClassFixture<PortalTests.Exchange>
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task A_publisher_signs_in_to_its_own_portal_and_sees_what_its_pings_came_to()
    {
        await using var screen = await SignInAsync("zeta@example.com");

        screen.Page.Url.ShouldEndWith("/portal/zeta");
        (await screen.TextAsync("h1")).ShouldBe("Zeta Media");
        (await screen.TextAsync("[data-figure=pings]")).ShouldContain("6");
        (await screen.TextAsync("[data-figure=pings]")).ShouldContain("2 got an offer");
        (await screen.TextAsync("[data-figure=calls]")).ShouldContain("1 connected, 1 paid");
        (await screen.TextAsync("[data-figure=earned]")).ShouldContain("$28.70");
        var missing = screen.Page.Locator("[data-field=zip]");
        (await missing.InnerTextAsync()).ShouldMatch(@"zip\s+3\s+50 %\s+\$57\.40");
        (await screen.TextAsync("[data-endpoint=zeta-pings]")).ShouldContain("open now");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task It_finds_its_ping_its_offer_and_its_call_with_every_condition_of_its_pay_and_no_word_of_buyers()
    {
        await using var screen = await SignInAsync("zeta@example.com");

        await screen.Page.GotoAsync("/portal/zeta/pings?result=offered");
        // Another test may have sent test pings meanwhile.
        await Expect(screen.Page.Locator("tr[data-ping]").Filter(new() { HasNotText = "test" })).ToHaveCountAsync(2);
        var pings = await screen.Page.ContentAsync();
        await screen.Page.Locator($"tr[data-ping='{exchange.Sold.Ping}'] a").ClickAsync();
        (await screen.TextAsync("[data-said]")).ShouldBe("You were offered $28.70.");
        (await screen.TextAsync("[data-tag=zip]")).ShouldContain("33130");
        var ping = await screen.Page.ContentAsync();

        await screen.Page.Locator(".promised a").ClickAsync();
        await Expect(screen.Page.Locator($"article[data-call='{exchange.Sold.Call}']")).ToBeVisibleAsync();
        (await screen.TextAsync("[data-said]")).ShouldStartWith("You are paid $28.70");
        (await screen.TextAsync("[data-condition='A buyer answered']")).ShouldContain("✔ yes");
        (await screen.TextAsync("[data-condition='Time talked']")).ShouldContain("1 s");
        var call = await screen.Page.ContentAsync();

        await screen.Page.GotoAsync("/portal/zeta/calls");
        await Expect(screen.Page.Locator("tr[data-call]")).ToHaveCountAsync(1);
        foreach (var page in new[] { pings, ping, call, await screen.Page.ContentAsync() })
        {
            page.ShouldNotContain("34.00", Case.Sensitive);
            page.ShouldNotContain("desk", Case.Insensitive);
            page.ShouldNotContain("Steady", Case.Insensitive);
            page.ShouldNotContain("3055550142");
        }

        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_refused_ping_says_what_the_publisher_may_know()
    {
        await using var screen = await SignInAsync("zeta@example.com");

        await screen.Page.GotoAsync("/portal/zeta/pings?result=rejected");
        await screen.Page.Locator("tr[data-ping]", new() { HasTextString = "a field is missing or wrong" }).First.Locator("a").ClickAsync();

        (await screen.TextAsync("[data-said]")).ShouldBe("The price needs tags.zip is known (row zip).");
    }

    [Fact]
    public async Task Every_other_page_is_closed_to_it_and_another_publishers_portal_is_as_if_there_were_none()
    {
        await using var screen = await SignInAsync("zeta@example.com");

        foreach (var page in new[] { "/", "/calls", "/pings", $"/pings/{exchange.Sold.Ping}", "/calls.csv", "/reports", "/reports.csv", "/bidders", "/money", "/history" })
        {
            await screen.Page.GotoAsync(page);
            screen.Page.Url.ShouldEndWith("/portal/zeta", Case.Sensitive, page);
        }

        foreach (var page in new[] { "/portal/harbor", "/portal/harbor/pings", "/portal/harbor/calls", "/portal/harbor/report", "/portal/nobody", $"/portal/harbor/pings/{exchange.Sold.Ping}" })
        {
            await screen.Page.GotoAsync(page);
            await Expect(screen.Page.Locator("h1")).ToHaveTextAsync("There is nothing here");
        }

        await screen.Page.GotoAsync($"/portal/zeta/pings/{exchange.OfHarbor}");
        await Expect(screen.Page.Locator("h1")).ToHaveTextAsync("There is nothing here");
        (await screen.Page.APIRequest.GetAsync("/v1/pings")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_test_ping_is_answered_part_by_part_and_as_a_program_would_get_it()
    {
        await using var screen = await SignInAsync("zeta@example.com");
        await screen.Page.GotoAsync("/portal/zeta/try");
        await Expect(screen.Page.Locator("[data-curl]")).ToContainTextAsync(Exchange.ZetaKey);

        await screen.Page.FillAsync("#caller", "(305) 555-0188");
        await screen.Page.FillAsync("#fields", "zip=33130\nage=52");
        await screen.Page.GetByText("Send a test ping").ClickAsync();

        (await screen.TextAsync("[data-answer=offered] [data-part=price]")).ShouldContain("$28.70");
        (await screen.TextAsync("[data-answer=offered] [data-part=sip]")).ShouldContain("a test's leads nowhere");
        (await screen.TextAsync("[data-answer=offered] pre")).ShouldContain("\"price\":\"28.70\"");

        // Another caller: the same one again is given the same offer.
        await screen.Page.FillAsync("#caller", "(305) 555-0189");
        await screen.Page.FillAsync("#fields", "age=52");
        await screen.Page.GetByText("Send a test ping").ClickAsync();
        (await screen.TextAsync("[data-answer=rejected] [data-part=reason]")).ShouldContain("you can change that by what you send");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_call_centre_checks_a_caller_without_an_account_and_its_transfer_is_sold_at_the_price_it_saw()
    {
        await using var screen = await suite.OpenAsync(await exchange.TransferPageAsync("omega-pings"), address: exchange.Market.Server.Http);

        await screen.Page.FillAsync("#caller", "305 555 0177");
        await screen.Page.FillAsync("#f-zip", "33130");
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        (await screen.TextAsync("[data-price]")).ShouldContain("$27.20");
        var number = await screen.Page.Locator("[data-number]").GetAttributeAsync("data-number");
        (await screen.TextAsync("[data-until]")).ShouldMatch(@"^\d+:\d\d$|^\d+ s$");
        (await screen.Page.ContentAsync()).ShouldNotContain(Exchange.OmegaKey);
        screen.ShouldHaveNoComplaints();

        await exchange.Market.CallAsync("+13055550177", number!, TimeSpan.FromSeconds(2));
        await exchange.Market.SettledAsync();
        var call = (await exchange.Market.CallsAsync())[0];
        call.GetProperty("payout").ToString().ShouldContain("27.20");
    }

    [Fact]
    public async Task Where_the_market_says_so_the_price_is_hidden_and_a_wrong_address_opens_nothing()
    {
        var path = await exchange.TransferPageAsync("harbor-pings");
        await using var screen = await suite.OpenAsync(path, address: exchange.Market.Server.Http);

        await screen.Page.FillAsync("#caller", "3055550178");
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Expect(screen.Page.Locator("[data-answer=offered]")).ToContainTextAsync("A buyer takes this caller.");
        (await screen.Page.ContentAsync()).ShouldNotContain("$");

        await screen.Page.FillAsync("#caller", "12345");
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Expect(screen.Page.Locator("[data-answer=rejected]")).ToContainTextAsync("is not a telephone number");

        await screen.Page.GotoAsync(path[..^2] + (path.EndsWith("00", StringComparison.Ordinal) ? "11" : "00"));
        await Expect(screen.Page.Locator("h1")).ToHaveTextAsync("There is nothing here");
    }

    [Fact]
    public async Task Staff_sees_any_portal_as_its_publisher_does_and_no_key_unless_it_may_change_them()
    {
        await using var admin = await SignInAsync("owner@example.com");
        await admin.Page.GotoAsync("/portal");
        await admin.Page.Locator(".portal-list a", new() { HasTextString = "Zeta Media" }).ClickAsync();
        await Expect(admin.Page.Locator("h1")).ToHaveTextAsync("Zeta Media");
        await using var viewer = await SignInAsync("viewer@example.com");
        await viewer.Page.GotoAsync("/portal/zeta/try");
        (await viewer.Page.ContentAsync()).ShouldNotContain(Exchange.ZetaKey);
    }

    [Theory]
    [InlineData("/portal/zeta", 360, ColorScheme.Light)]
    [InlineData("/portal/zeta", 1280, ColorScheme.Dark)]
    [InlineData("/portal/zeta/pings", 360, ColorScheme.Dark)]
    [InlineData("/portal/zeta/try", 360, ColorScheme.Light)]
    [InlineData("/portal/zeta/report?by=state", 360, ColorScheme.Dark)]
    [InlineData("transfer", 360, ColorScheme.Dark)]
    public async Task It_fits_small_and_large_screens_light_and_dark(string path, int width, ColorScheme scheme)
    {
        await using var screen = path == "transfer"
            ? await suite.OpenAsync(await exchange.TransferPageAsync("zeta-pings"), width, 800, scheme, exchange.Market.Server.Http)
            : await SignInAsync("zeta@example.com", width, scheme);
        if (path != "transfer") await screen.Page.GotoAsync(path);

        await screen.ShouldFitAsync();
        screen.ShouldHaveNoComplaints();
        if (Environment.GetEnvironmentVariable("BIDLINE_KEEP_PICTURES") is { } directory)
        {
            var name = $"portal-{path.Trim('/').Replace('/', '-')}-{width}-{scheme}.png";
            await screen.Page.ScreenshotAsync(new() { Path = Path.Combine(directory, name), FullPage = true });
        }
    }

    private async Task<Screen> SignInAsync(string email, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var screen = await suite.OpenAsync("/sign-in", width, 800, scheme, exchange.Market.Server.Http);
        await screen.Page.FillAsync("#email", email);
        await screen.Page.FillAsync("#password", Password);
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await screen.Page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
        return screen;
    }

    /// <summary>The ids of one story.</summary>
    public sealed record Story(string Ping, string Call);

    /// <summary>A market with two publishers that ping, one of whose pings was sold; people sign in.</summary>
    public sealed class Exchange : IAsyncLifetime
    {
        public const string ZetaKey = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

        public const string OmegaKey = "b0b1c2d3e4f5061728394a5b6c7d8e9f";

        private const string HarborKey = "a0b1c2d3e4f5061728394a5b6c7d8e9f";
        private const string Number = "+18005550190";

        public Market Market { get; private set; } = null!;

        public Story Sold { get; private set; } = null!;

        /// <summary>A ping of another publisher.</summary>
        public string OfHarbor { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            Market = await Market.OpenAsync(new WorldSettings(1, 1, 1), letsVisitorsIn: false);
            var phone = (await Market.GetAsync("/v1/targets/steady")).GetProperty("destination").GetString();
            await PutAsync("targets/desk", new { buyer = "steady", destination = phone, price = new { @fixed = "34.00" }, qualify = new { connected_seconds = 1 } });
            await PutAsync("publishers/omega", new { name = "Omega Calls" });
            var terms = new[] { "zeta", "harbor", "omega" }.Select(id => new { id, payout = new { @fixed = "1.00" }, qualify = new { connected_seconds = 1 } });
            await PutAsync("campaigns/pinged", new { routing = new { tiers = new[] { new { targets = new[] { new { id = "desk" } } } } }, publishers = terms });
            await PutAsync("endpoints/zeta-pings", new
            {
                campaign = "pinged", publisher = "zeta", key = ZetaKey, numbers = new[] { Number }, expire_seconds = 600,
                transfer_page = new { fields = new[] { "zip" } },
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
            await PutAsync("endpoints/harbor-pings", new
            {
                campaign = "pinged", publisher = "harbor", key = HarborKey, numbers = new[] { "+18005550191" },
                transfer_page = new { shows_price = false }, price = new { pass_through = new { margin_percent = 20 } },
            });
            await PutAsync("endpoints/omega-pings", new
            {
                campaign = "pinged", publisher = "omega", key = OmegaKey, numbers = new[] { "+18005550192" }, expire_seconds = 600,
                requires = new[] { "caller", "zip" }, transfer_page = new { }, price = new { pass_through = new { margin_percent = 20 } },
            });
            foreach (var (email, role, publisher) in new[] { ("owner@example.com", "admin", null), ("viewer@example.com", "viewer", null), ("zeta@example.com", (string?)null, "zeta") })
                await PostAsync("users", new { email, role, publisher, password = Password });

            OfHarbor = (await PingAsync(HarborKey, new { caller_id = "+13055550160" })).GetProperty("id").GetString()!;
            for (var i = 0; i < 3; i++) await PingAsync(ZetaKey, new { caller_id = $"+1305555019{i}" });
            await PingAsync(ZetaKey, new { caller_id = "no number" });
            await PingAsync(ZetaKey, new { caller_id = "+13055550143", zip = "33131" });
            var offer = await PingAsync(ZetaKey, new { caller_id = "+13055550142", zip = "33130" });
            await Market.CallAsync("+13055550142", Number, TimeSpan.FromSeconds(2));
            await Market.SettledAsync();
            var story = await Market.GetAsync($"/v1/pings/{offer.GetProperty("offer").GetString()}");
            Sold = new Story(story.GetProperty("ping").GetProperty("id").GetString()!, story.GetProperty("call").GetProperty("id").GetString()!);
            while ((await Market.GetAsync("/v1/pings?outcome=rejected&publisher=zeta")).GetProperty("data").GetArrayLength() < 4)
                await Task.Delay(100);
        }

        public async Task<string> TransferPageAsync(string endpoint) =>
            (await Market.GetAsync($"/v1/endpoints/{endpoint}/key")).GetProperty("transfer_page").GetString()!;

        public ValueTask DisposeAsync() => Market.DisposeAsync();

        private async Task<JsonElement> PingAsync(string key, object body)
        {
            using var answer = await Market.Api.PostAsJsonAsync($"/rtb/v1/{key}/offers", body);
            return await answer.Content.ReadFromJsonAsync<JsonElement>();
        }

        private async Task PutAsync(string path, object body)
        {
            using var answer = await Market.Api.PutAsJsonAsync($"/v1/{path}", body);
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        }

        private async Task PostAsync(string path, object body)
        {
            using var answer = await Market.Api.PostAsJsonAsync($"/v1/{path}", body);
            if (answer.StatusCode != HttpStatusCode.Created) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        }
    }
}
