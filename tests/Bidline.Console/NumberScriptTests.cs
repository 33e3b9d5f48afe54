using System.Net.Http.Json;
using System.Text.Json;
using Bidline.Console.Parts;
using Bidline.Simulator;
using Shouldly;
using Xunit;

namespace Bidline.Console;

/// <summary>Real pages of another origin in Chromium, with the number script of a real exchange.</summary>
public sealed class NumberScriptTests(Suite suite, NumberScriptTests.Site site) : IClassFixture<NumberScriptTests.Site>
{
    private const string Own = "800-555-0102";

    private const string Advertisement = "?utm_source=google&utm_medium=cpc&kw=emergency+plumber&gclid=Cj0KCQ-test";

    /// <summary>An exchange and a site of these tests' own: they use up its numbers.</summary>
    public sealed class Site : IAsyncLifetime
    {
        public Market Market { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Market = await Market.OpenAsync(new WorldSettings(5, 1, 8));

        public ValueTask DisposeAsync() => Market.DisposeAsync();
    }

    [Fact]
    public async Task A_page_shows_a_lent_number_in_links_text_and_marks_and_leaves_the_rest_alone()
    {
        await using var screen = await OpenAsync($"/{Advertisement}");

        var number = await LentAsync(screen);

        (await screen.TextAsync("#top")).ShouldBe(Dressed(number, "-"));
        (await HrefAsync(screen, "#top")).ShouldBe($"tel:{number}");
        (await HrefAsync(screen, "#button")).ShouldBe($"tel:{number}");
        (await screen.TextAsync("#button")).ShouldBe("Call now");
        (await screen.Page.GetAttributeAsync("#button", "aria-label")).ShouldBe($"Call 1-{Dressed(number, "-")}");
        (await screen.TextAsync("#text")).ShouldBe($"Call ({number[2..5]}) {number[5..8]}-{number[8..]} now, day or night. We answer every call.");
        (await HrefAsync(screen, "#office")).ShouldBe("tel:+13055550199");
        (await screen.TextAsync("#ignored")).ShouldBe($"Printed on our vans: {Own}");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task Nothing_on_the_page_moves_when_the_number_changes()
    {
        await using var screen = await OpenAsync("/strict");
        await screen.Page.AddInitScriptAsync("""
            window.shifts = 0;
            new PerformanceObserver(list => { for (const one of list.getEntries()) window.shifts += one.value; })
                .observe({ type: "layout-shift", buffered: true });
            document.addEventListener("bidline:number", () => { window.swappedAt ??= performance.now(); });
            """);

        await screen.Page.GotoAsync($"/{Advertisement}");
        await LentAsync(screen);
        await screen.Page.EvaluateAsync("() => new Promise(done => setTimeout(done, 300))");

        (await screen.Page.EvaluateAsync<double>("() => window.shifts")).ShouldBeLessThan(0.001);
        var after = await screen.Page.EvaluateAsync<double>(
            "() => window.swappedAt - performance.getEntriesByType('navigation')[0].loadEventEnd");
        TestContext.Current.SendDiagnosticMessage("The first number was shown {0:0.0} ms after the page had loaded.", after);
        after.ShouldBeLessThan(500);
    }

    [Fact]
    public async Task A_visitor_keeps_its_number_from_page_to_page_and_another_visitor_has_another()
    {
        await using var screen = await OpenAsync("/");
        await using var other = await OpenAsync("/");
        var number = await LentAsync(screen);

        await screen.Page.GotoAsync("/late");
        await screen.Page.WaitForFunctionAsync("() => document.getElementById('added')?.textContent.includes('" + number[8..] + "')");

        (await LentAsync(screen)).ShouldBe(number);
        (await LentAsync(other)).ShouldNotBe(number);
        (await screen.TextAsync("#added")).ShouldBe(
            $"Call 1 ({number[2..5]}) {number[5..8]}-{number[8..]} or {Dressed(number, ".")}");
    }

    [Fact]
    public async Task An_application_that_draws_itself_shows_it_on_each_of_its_pages()
    {
        await using var screen = await OpenAsync($"/app{Advertisement}");
        var number = await LentAsync(screen);
        await screen.Page.WaitForFunctionAsync($"() => document.getElementById('number')?.textContent === 'Call {Dressed(number, "-")}'");

        await screen.Page.ClickAsync("#contact");
        await screen.Page.WaitForFunctionAsync($"() => document.querySelector('#number a')?.textContent === '{Dressed(number, " ")}'");

        (await HrefAsync(screen, "#number a")).ShouldBe($"tel:{number}");
        await screen.Page.ClickAsync("#home");
        await screen.Page.WaitForFunctionAsync($"() => document.getElementById('number')?.textContent === 'Call {Dressed(number, "-")}'");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_page_with_a_strict_policy_has_nothing_to_complain_about()
    {
        await using var screen = await OpenAsync($"/strict{Advertisement}");

        var number = await LentAsync(screen);
        await screen.Page.EvaluateAsync("() => window.bidline.debug()");

        (await screen.TextAsync("#number a")).ShouldBe(Dressed(number, "-"));
        (await screen.TextAsync("#bidline-debug")).ShouldContain($"lent: {number}");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_browser_without_storage_has_its_number_for_as_long_as_its_page()
    {
        await using var screen = await OpenAsync("/strict");
        await screen.Page.AddInitScriptAsync("""
            Object.defineProperty(window, "localStorage", { get() { throw new DOMException("blocked", "SecurityError"); } });
            """);

        await screen.Page.GotoAsync("/");

        (await screen.TextAsync("#top")).ShouldBe(Dressed(await LentAsync(screen), "-"));
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task A_page_that_asks_first_sends_and_keeps_nothing_before_the_answer()
    {
        await using var screen = await OpenAsync("/strict");
        var asked = new List<string>();
        await screen.Page.GotoAsync("/strict");
        await LentAsync(screen);
        await screen.Page.EvaluateAsync("() => window.bidline.release()");
        await screen.Page.EvaluateAsync("() => localStorage.clear()");
        screen.Page.Request += (_, request) =>
        {
            if (request.Method == "POST") asked.Add(request.Url);
        };

        await screen.Page.GotoAsync("/consent");
        await screen.Page.WaitForFunctionAsync("() => !!window.bidline");
        await screen.Page.EvaluateAsync("() => new Promise(done => setTimeout(done, 300))");
        (asked.Count, await screen.Page.EvaluateAsync<int>("() => localStorage.length")).ShouldBe((0, 0));
        (await screen.TextAsync("#number")).ShouldBe($"Call {Own}");

        await screen.Page.EvaluateAsync("() => window.bidline.consent(true)");
        (await screen.TextAsync("#number")).ShouldBe($"Call {Dressed(await LentAsync(screen), "-")}");
        await screen.Page.EvaluateAsync("() => window.bidline.consent(false)");
        await screen.Page.WaitForFunctionAsync("() => localStorage.length === 0");
        (await screen.TextAsync("#number")).ShouldBe($"Call {Own}");
    }

    /// <summary>The whole way: an advertisement, a page, a number, a call to it, and the buyer that wants the keyword.</summary>
    [Fact]
    public async Task A_call_to_a_lent_number_is_its_visits_and_is_won_by_who_wants_the_keyword()
    {
        await BuyKeywordsAsync();
        await using var screen = await OpenAsync($"/{Advertisement}&utm_campaign=%3Cscript%3Ealert(1)%3C/script%3E");
        var number = await LentAsync(screen);

        await SippCaller.CallAsync("+13055550142", number, TimeSpan.FromSeconds(4), site.Market.Server.Sip);
        var call = await SettledAsync(number);

        var visit = call.GetProperty("visit");
        (Text(visit, "pool"), Text(visit, "certainty")).ShouldBe(("home-site", "held"));
        Text(visit, "landing_page").ShouldBe(new Uri(site.Market.Site, "/").ToString());
        visit.GetProperty("touches")[0].GetProperty("keyword").GetString().ShouldBe("emergency plumber");
        var tags = call.GetProperty("profile").GetProperty("tags");
        (Text(tags, "keyword"), Text(tags, "gclid")).ShouldBe(("emergency plumber", "Cj0KCQ-test"));
        (Text(call, "outcome"), Text(call, "target"), Text(call, "revenue")).ShouldBe(("connected", "keyword-hunter", "71.00"));

        await using var page = await suite.OpenAsync($"/calls/{Text(call, "id")}", address: site.Market.Server.Http);
        var told = await page.TextAsync(".visit");
        told.ShouldContain("The number was this visitor's alone when the call came.");
        told.ShouldContain("emergency plumber");
        (await page.TextAsync(".caller")).ShouldContain("<script>alert(1)</script>");
        page.ShouldHaveNoComplaints();
    }

    /// <summary>The visit says where the caller lives, the table of ZIP codes what people earn there, and one buyer wants just these.</summary>
    [Fact]
    public async Task A_call_is_known_by_its_visits_zip_and_that_zips_income_and_won_by_who_wants_exactly_these()
    {
        await using var screen = await OpenAsync("/?utm_source=google&kw=new+kitchen&zip=33146");
        var number = await LentAsync(screen);

        await SippCaller.CallAsync("+13055550143", number, TimeSpan.FromSeconds(4), site.Market.Server.Sip);
        var call = await SettledAsync(number);

        var profile = call.GetProperty("profile");
        var tags = profile.GetProperty("tags");
        (Text(profile, "zip"), Text(tags, "household_income"), Text(tags, "city")).ShouldBe(("33146", "148000", "Coral Gables"));
        var facts = profile.GetProperty("facts").EnumerateArray().ToDictionary(fact => Text(fact, "field")!);
        Text(facts["zip"], "source").ShouldBe("visit");
        Text(facts["tags.keyword"], "source").ShouldBe("visit");
        Text(facts["area_code"], "source").ShouldBe("numbering_plan");
        (Text(facts["tags.household_income"], "source"), facts["tags.household_income"].GetProperty("as_of").GetDateTimeOffset().Year)
            .ShouldBe(("zip_file", 2023));
        (Text(call, "outcome"), Text(call, "target"), Text(call, "revenue")).ShouldBe(("connected", "uptown", "64.00"));

        await using var page = await suite.OpenAsync($"/calls/{Text(call, "id")}", address: site.Market.Server.Http);
        var told = await page.TextAsync(".caller");
        told.ShouldContain("household_income");
        told.ShouldContain("ZIP file, 2 years old");
        told.ShouldContain("Looked up in");
        page.ShouldHaveNoComplaints();
    }

    private Task<Screen> OpenAsync(string path) => suite.OpenAsync(path, address: site.Market.Site);

    /// <summary>The number that this page's visitor was lent.</summary>
    private static async Task<string> LentAsync(Screen screen)
    {
        await screen.Page.WaitForFunctionAsync("() => !!window.bidline");
        var number = await screen.Page.EvaluateAsync<JsonElement>("() => window.bidline.number()");
        number.GetProperty("fallback").GetBoolean().ShouldBeFalse(number.GetRawText());
        return number.GetProperty("e164").GetString()!;
    }

    private static async Task<string?> HrefAsync(Screen screen, string selector) =>
        await screen.Page.GetAttributeAsync(selector, "href");

    private static string Dressed(string number, string gap) => $"{number[2..5]}{gap}{number[5..8]}{gap}{number[8..]}";

    /// <summary>A target that pays more than anybody for one keyword, and takes nothing else.</summary>
    private async Task BuyKeywordsAsync()
    {
        var steady = await site.Market.GetAsync("/v1/targets/steady");
        await PutAsync("/v1/targets/keyword-hunter", HttpMethod.Put, new
        {
            buyer = "steady",
            destination = Text(steady, "destination"),
            ring_seconds = 4,
            price = new { @fixed = "71.00" },
            qualify = new { connected_seconds = 3 },
            filters = new { field = "tags.keyword", @in = new[] { "emergency plumber" } },
        });
        var home = await site.Market.GetAsync("/v1/campaigns/home");
        var tier = home.GetProperty("routing").GetProperty("tiers")[0].GetProperty("targets").EnumerateArray()
            .Select(place => new { id = Text(place, "id") }).Append(new { id = (string?)"keyword-hunter" }).ToArray();
        await PutAsync("/v1/campaigns/home", HttpMethod.Patch, new { routing = new { tiers = new[] { new { targets = tier } } } });
    }

    private async Task PutAsync(string path, HttpMethod method, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using var answer = await site.Market.Api.SendAsync(request);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private async Task<JsonElement> SettledAsync(string dialled)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            foreach (var call in await site.Market.CallsAsync())
            {
                if (Text(call, "dialled") == dialled && Text(call, "revenue") is not null)
                    return await site.Market.GetAsync($"/v1/calls/{Text(call, "id")}?expand=trace");
            }

            await Task.Delay(200, patience.Token);
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
