using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Bidline.Console.Parts;
using Bidline.Simulator;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Bidline.Console;

/// <summary>Bidders in the console, with real ones behind it: those of the simulated world, and one that a template describes.</summary>
public sealed class BiddersTests(Suite suite, TemplateBidders exchange) : IClassFixture<TemplateBidders>
{
    private AnsweringBidder Bidder => exchange.Bidder;

    [Fact]
    public async Task The_list_has_every_bidder_with_its_buyer_dialect_and_masked_address()
    {
        await using var screen = await OpenAsync("/bidders");
        var targets = (await exchange.Market.GetAsync("/v1/targets?limit=200")).GetProperty("data").EnumerateArray()
            .Where(target => target.GetProperty("price").TryGetProperty("bidder", out _)).ToList();

        await Expect(screen.Page.Locator("a[data-row]")).ToHaveCountAsync(targets.Count);
        var row = screen.Page.Locator("tr[data-bidder=json-desk]");
        (await row.InnerTextAsync()).ShouldContain("JSON desk");
        (await row.InnerTextAsync()).ShouldContain("template");
        (await row.Locator(".bidder-address").InnerTextAsync()).ShouldEndWith("/ping?api_key=••••&campaign=7");
        (await row.Locator(".health").InnerTextAsync()).ShouldContain("Not asked yet");
        (await screen.Page.ContentAsync()).ShouldNotContain("tell-nobody");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_piece_of_a_name_finds_a_bidder_and_is_in_the_address()
    {
        await using var screen = await OpenAsync("/bidders");

        await screen.Page.Locator("input.field[name=text]").FillAsync("xml");
        await screen.Page.Keyboard.PressAsync("Enter");

        await Expect(screen.Page).ToHaveURLAsync(new Regex(@"/bidders\?text=xml$"));
        await Expect(screen.Page.Locator("a[data-row]")).ToHaveCountAsync(1);
        await screen.GoAsync("/bidders?text=quokka");
        await Expect(screen.Page.Locator(".empty")).ToContainTextAsync("No bidder has “quokka”");
    }

    [Fact]
    public async Task A_sample_shows_what_went_out_what_came_back_and_what_it_means()
    {
        Answer("""{"status":"ok","data":{"bids":[{"amount":27.5,"phone":"+13055550177","secs":90}]},"ref":"r-1"}""");
        await using var screen = await OpenAsync("/bidders/json-desk");

        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Texas" }).ClickAsync();
        await screen.Page.Locator("textarea[name=tags]").FillAsync("age=61");
        await SendAsync(screen);

        await Expect(screen.Page.Locator(".reading h2")).ToHaveTextAsync("A bid of $27.50");
        (await screen.TextAsync(".reading-took")).ShouldMatch(@"^in \d+(\.\d)? ms$");
        var sent = Bidder.Asked.Last();
        sent.Path.ShouldBe("/ping?api_key=tell-nobody&campaign=7");
        (await screen.TextAsync(".wire-line >> nth=0")).ShouldBe($"POST {Bidder.Address}ping?api_key=••••&campaign=7");
        (await screen.TextAsync("pre.wire-body >> nth=0")).ShouldBe(sent.Body.Replace("also-secret", "••••", StringComparison.Ordinal));
        sent.Body.ShouldContain("\"zip\":\"75201\"");
        (await screen.TextAsync(".wire-headers >> nth=0")).ShouldContain("X-Api-Key\n••••");
        (await screen.Page.ContentAsync()).ShouldNotContain("tell-nobody");
        (await screen.Page.ContentAsync()).ShouldNotContain("also-secret");
        var audit = await exchange.Market.GetAsync("/v1/audit?subject=target%20json-desk&limit=1");
        audit.GetProperty("data")[0].GetProperty("summary").GetString()!.ShouldStartWith("test question answered: bid 27.50 in ");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_value_that_is_chosen_is_read_at_once_and_can_be_saved()
    {
        Answer("""{"status":"ok","data":{"bids":[{"amount":27.5,"phone":"+13055550177","secs":90}]},"ref":"r-1"}""");
        await using var screen = await OpenAsync("/bidders/json-desk");
        await SendAsync(screen);
        await Expect(screen.Page.Locator("[data-read=destination]")).ToHaveTextAsync("the target's own");

        await ChooseAsync(screen, "data.bids[0].phone", "destination");
        await Expect(screen.Page.Locator("[data-read=destination]")).ToHaveTextAsync("+13055550177");
        await ChooseAsync(screen, "data.bids[0].secs", "seconds");
        await Expect(screen.Page.Locator("[data-read=seconds]")).ToHaveTextAsync("90 s");
        await ChooseAsync(screen, "status", "accept");
        await ChooseAsync(screen, "ref", "bid_id");
        await Expect(screen.Page.Locator("[data-read=bid_id]")).ToHaveTextAsync("r-1");
        Bidder.Asked.Count(asked => asked.Path.StartsWith("/ping", StringComparison.Ordinal)).ShouldBeGreaterThan(0);
        (await screen.TextAsync("#mapping-yaml")).ShouldContain("destination: \"data.bids[0].phone\"");
        (await screen.TextAsync(".mapping-diff")).ShouldContain("json-desk");

        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Save in the market" }).ClickAsync();
        await Expect(screen.Page.Locator(".mapping-saved")).ToContainTextAsync("Saved as version");

        var answer = (await exchange.Market.GetAsync("/v1/targets/json-desk")).GetProperty("price").GetProperty("bidder").GetProperty("answer");
        answer.GetProperty("destination").GetString().ShouldBe("data.bids[0].phone");
        answer.GetProperty("accept").GetProperty("is").GetString().ShouldBe("ok");
        var version = (await exchange.Market.GetAsync("/v1/versions?limit=1")).GetProperty("data")[0];
        version.GetProperty("author").GetString().ShouldBe("user:visitor@localhost");
        (await screen.Page.Locator(".mapping-diff").CountAsync()).ShouldBe(0);
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task Values_of_xml_are_chosen_by_keys_alone()
    {
        Answer("""<reply status="yes"><offer currency="USD"><price>31.00</price><sip>desk@203.0.113.9</sip></offer></reply>""", "text/xml");
        await using var screen = await OpenAsync("/bidders/xml-desk");
        await SendAsync(screen);

        await screen.Page.Locator("[data-place='/reply/offer/price']").FocusAsync();
        await screen.Page.Keyboard.PressAsync("Enter");
        await Expect(screen.Page.Locator(".answer-menu [data-meaning=bid]")).ToBeFocusedAsync();
        await screen.Page.Keyboard.PressAsync("Escape");
        await Expect(screen.Page.Locator(".answer-menu")).ToHaveCountAsync(0);
        await screen.Page.Locator("[data-place='/reply/offer/sip']").FocusAsync();
        await screen.Page.Keyboard.PressAsync("Enter");
        await Expect(screen.Page.Locator(".answer-menu [data-meaning=bid]")).ToBeFocusedAsync();
        await screen.Page.Keyboard.PressAsync("Tab");
        await screen.Page.Keyboard.PressAsync("Enter");

        await Expect(screen.Page.Locator("[data-read=destination]")).ToHaveTextAsync("sip:desk@203.0.113.9");
        await Expect(screen.Page.Locator("tr[data-meaning=destination] .mapping-place")).ToHaveTextAsync("/reply/offer/sip");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task Plain_text_is_mapped_from_nothing_and_copied_as_yaml()
    {
        Answer("result=ACCEPT; bid=18.75; dial=+13055550188", "text/plain");
        await using var screen = await OpenAsync("/bidders/text-desk");
        await SendAsync(screen);
        await Expect(screen.Page.Locator(".reading h2")).ToHaveTextAsync("Not an answer that can be read");
        (await screen.TextAsync(".reading-reason")).ShouldStartWith("error.invalid");

        await screen.Page.Locator(".answer-value", new() { HasText = "18.75" }).ClickAsync();
        await screen.Page.Locator(".answer-menu [data-meaning=bid]").ClickAsync();
        await Expect(screen.Page.Locator(".reading h2")).ToHaveTextAsync("A bid of $18.75");
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Copy as YAML" }).ClickAsync();

        await Expect(screen.Page.GetByText("Copied")).ToBeVisibleAsync();
        // Pasted as a person does it: a page that reads the clipboard itself may wait for a permission for ever.
        var tags = screen.Page.Locator("textarea[name=tags]");
        await tags.FocusAsync();
        await screen.Page.Keyboard.PressAsync("Control+A");
        await screen.Page.Keyboard.PressAsync("Control+V");
        (await tags.InputValueAsync()).ShouldStartWith("answer:\n  format: text\n  bid: ");
        (await exchange.Market.GetAsync("/v1/targets/text-desk")).GetProperty("price").GetProperty("bidder").GetProperty("answer")
            .TryGetProperty("format", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_mapping_that_cannot_be_is_told_and_not_saved()
    {
        Answer("""{"status":"ok","data":{"bids":[{"amount":27.5}]}}""");
        await using var screen = await OpenAsync("/bidders/json-desk");
        await SendAsync(screen);

        await screen.Page.Locator("tr[data-meaning=bid] .link-button").ClickAsync();

        await Expect(screen.Page.Locator(".mapping .trial-mistake")).ToContainTextAsync("It does not say where the bid stands.");
        (await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Save in the market" }).CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_bidder_of_another_dialect_is_shown_without_a_mapping_and_a_refusal_with_its_sentence()
    {
        await using var screen = await OpenAsync("/bidders/nobody-home");
        await SendAsync(screen);

        await Expect(screen.Page.Locator(".reading h2")).ToHaveTextAsync("No answer");
        (await screen.TextAsync(".reading-reason")).ShouldStartWith("error.unreachable");
        await screen.GoAsync("/bidders/steady");
        await SendAsync(screen);
        await Expect(screen.Page.Locator(".answer")).ToBeVisibleAsync();
        (await screen.Page.Locator(".answer-value").CountAsync()).ShouldBe(0);
        (await screen.Page.Locator(".reading-verdicts tbody tr").CountAsync()).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_real_number_is_not_asked_about()
    {
        var asked = Bidder.Asked.Count;
        await using var screen = await OpenAsync("/bidders/json-desk");

        await screen.Page.Locator("input[name=caller]").FillAsync("+13055559999");
        await screen.Page.Locator("input[name=state]").FillAsync("Florida");
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Send a sample" }).ClickAsync();

        await Expect(screen.Page.Locator(".trial-mistake")).ToHaveCountAsync(2);
        Bidder.Asked.Count.ShouldBe(asked);
    }

    [Fact]
    public async Task Who_may_only_look_sees_the_bidder_and_cannot_ask_it()
    {
        await using var market = await Market.OpenAsync(new WorldSettings(1, 1, 1), letsVisitorsIn: false);
        var viewer = new { email = "eve@example.com", role = "viewer", password = "correct horse battery" };
        using var made = await market.Api.PostAsJsonAsync("/v1/users", viewer, TestContext.Current.CancellationToken);
        made.EnsureSuccessStatusCode();
        await using var screen = await suite.OpenAsync("/bidders/steady", address: market.Server.Http);

        await screen.Page.FillAsync("#email", viewer.email);
        await screen.Page.FillAsync("#password", viewer.password);
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Expect(screen.Page.Locator("h1")).ToHaveTextAsync("Steady, main desk");
        await Expect(screen.Page.Locator(".trial-form")).ToContainTextAsync("Your role looks at it.");
        (await screen.Page.GetByText("Send a sample").CountAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("/bidders", 360, ColorScheme.Light)]
    [InlineData("/bidders", 1280, ColorScheme.Dark)]
    [InlineData("/bidders/json-desk", 360, ColorScheme.Dark)]
    [InlineData("/bidders/json-desk", 1280, ColorScheme.Light)]
    [InlineData("/bidders/none", 360, ColorScheme.Light)]
    public async Task It_fits_small_and_large_screens_light_and_dark(string path, int width, ColorScheme scheme)
    {
        Answer("""{"status":"ok","data":{"bids":[{"amount":27.5,"phone":"+13055550177","secs":90,"why":"a long text that has no end to speak of, in one line"}]}}""");
        await using var screen = await OpenAsync(path, width, scheme);
        if (path.EndsWith("json-desk", StringComparison.Ordinal))
        {
            await SendAsync(screen);
            await screen.Page.Locator("[data-place='data.bids[0].secs']").ClickAsync();
        }

        await screen.ShouldFitAsync();
        screen.ShouldHaveNoComplaints();
        if (Environment.GetEnvironmentVariable("BIDLINE_KEEP_PICTURES") is { } directory)
        {
            var name = $"{path.Trim('/').Replace('/', '-')}-{width}-{scheme}.png";
            await screen.Page.ScreenshotAsync(new() { Path = Path.Combine(directory, name), FullPage = true });
        }
    }

    private void Answer(string body, string type = "application/json") => (Bidder.Body, Bidder.Type) = (body, type);

    private Task<Screen> OpenAsync(string path, int width = 1280, ColorScheme scheme = ColorScheme.Light) =>
        suite.OpenAsync(path, width, 800, scheme, exchange.Market.Server.Http);

    /// <summary>Nobody is asked twice within a second, which another test may have used up.</summary>
    private static async Task SendAsync(Screen screen)
    {
        for (var tries = 0; tries < 5; tries++)
        {
            await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Send a sample" }).ClickAsync();
            await screen.Page.Locator(".reading, .trial-refusal").First.WaitForAsync();
            if (await screen.Page.Locator(".trial-refusal").CountAsync() == 0) return;
            await Task.Delay(1000);
        }
    }

    private static async Task ChooseAsync(Screen screen, string place, string meaning)
    {
        await screen.Page.Locator($"[data-place='{place}']").ClickAsync();
        await screen.Page.Locator($".answer-menu [data-meaning={meaning}]").ClickAsync();
        await Expect(screen.Page.Locator($"tr[data-meaning={meaning}] .mapping-place")).ToHaveTextAsync(place);
    }
}
