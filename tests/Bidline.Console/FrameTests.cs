using System.IO.Compression;
using System.Text.RegularExpressions;
using Bidline.Console.Parts;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Bidline.Console;

public sealed class FrameTests(Suite suite, ITestOutputHelper output)
{
    private const int FirstLoadMax = 300 * 1024;

    [Theory]
    [InlineData("/", ColorScheme.Light)]
    [InlineData("/live", ColorScheme.Dark)]
    [InlineData("/calls?range=30d", ColorScheme.Light)]
    [InlineData("/bidders", ColorScheme.Dark)]
    [InlineData("/pings", ColorScheme.Light)]
    [InlineData("/campaigns", ColorScheme.Light)]
    [InlineData("/checks", ColorScheme.Dark)]
    [InlineData("/history", ColorScheme.Light)]
    [InlineData("/money/reconciliation", ColorScheme.Light)]
    [InlineData("/money/wallets", ColorScheme.Light)]
    [InlineData("/money/statements", ColorScheme.Dark)]
    [InlineData("/money/corrections", ColorScheme.Light)]
    [InlineData("/money/payouts", ColorScheme.Dark)]
    [InlineData("/money/debts", ColorScheme.Light)]
    [InlineData("/reports?report=keywords&compare=1", ColorScheme.Dark)]
    [InlineData("/reports?view=states", ColorScheme.Light)]
    [InlineData("/privacy", ColorScheme.Light)]
    [InlineData("/hours", ColorScheme.Dark)]
    [InlineData("/lists", ColorScheme.Light)]
    [InlineData("/blocked", ColorScheme.Dark)]
    public async Task A_page_opens_without_a_complaint_of_the_browser(string path, ColorScheme scheme)
    {
        await using var screen = await suite.OpenAsync(path, scheme: scheme);

        (await screen.Page.Locator("html").GetAttributeAsync("data-theme")).ShouldBe(scheme.ToString().ToLowerInvariant());
        (await NamelessAsync(screen)).ShouldBeEmpty();
        screen.ShouldHaveNoComplaints();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/live")]
    [InlineData("/calls?range=30d")]
    [InlineData("/bidders")]
    [InlineData("/pings")]
    [InlineData("/money/reconciliation")]
    [InlineData("/money/wallets")]
    [InlineData("/money/statements")]
    [InlineData("/money/corrections")]
    [InlineData("/money/payouts")]
    [InlineData("/money/debts")]
    [InlineData("/reports?view=hours")]
    [InlineData("/privacy")]
    [InlineData("/hours")]
    [InlineData("/lists")]
    [InlineData("/blocked")]
    [InlineData("/not-there")]
    public async Task A_page_fits_a_phone(string path)
    {
        await using var screen = await suite.OpenAsync(path, width: 360, height: 720);

        await screen.ShouldFitAsync();
    }

    [Fact]
    public async Task The_navigation_of_a_phone_comes_when_it_is_called()
    {
        await using var screen = await suite.OpenAsync("/", width: 360, height: 720);
        var calls = screen.Page.Locator(".rail a[href=calls]");
        await Expect(calls).ToBeHiddenAsync();

        await screen.Page.Locator("[aria-label='Open navigation']").ClickAsync();
        await calls.ClickAsync();

        await Expect(screen.Page.Locator("h1")).ToHaveTextAsync("Calls");
        await Expect(calls).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_theme_that_was_chosen_stays()
    {
        await using var screen = await suite.OpenAsync("/live", scheme: ColorScheme.Dark);
        await screen.Page.Locator("[data-act=theme]").ClickAsync();
        await Expect(screen.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");

        await screen.GoAsync("/calls");

        await Expect(screen.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        (await screen.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor")).ShouldBe("rgb(245, 246, 248)");
    }

    [Fact]
    public async Task Keys_lead_everywhere_until_they_are_switched_off()
    {
        await using var screen = await suite.OpenAsync("/");
        foreach (var (keys, title) in new[] { ("gl", "Live"), ("gc", "Calls"), ("gb", "Bidders"), ("gp", "Pings"), ("ga", "Campaigns"), ("gk", "Checks"), ("gv", "History"), ("gm", "Reconciliation"), ("gr", "Reports"), ("go", "Hours"), ("gi", "Lists"), ("gh", "Home") })
        {
            await screen.Page.Keyboard.TypeAsync(keys);
            await Expect(screen.Page.Locator("h1")).ToHaveTextAsync(title);
        }

        await screen.Page.Keyboard.PressAsync("?");
        await Expect(screen.Page.Locator("#keys")).ToBeVisibleAsync();
        await screen.Page.Locator("[data-act=letters]").CheckAsync();
        await screen.Page.Keyboard.PressAsync("Escape");
        await Expect(screen.Page.Locator("#keys")).ToBeHiddenAsync();
        await screen.Page.Keyboard.TypeAsync("gl");
        await Expect(screen.Page.Locator("h1")).ToHaveTextAsync("Home");
    }

    [Fact]
    public async Task Search_finds_a_call_by_its_id_and_calls_by_a_piece_of_a_number()
    {
        var call = (await (await suite.MarketAsync()).CallsAsync())[0];
        var (id, digits) = (call.GetProperty("id").GetString()!, call.GetProperty("caller").GetString()![^7..]);
        await using var screen = await suite.OpenAsync("/");

        await screen.Page.Keyboard.PressAsync("/");
        await screen.Page.Keyboard.TypeAsync(digits);
        await screen.Page.Keyboard.PressAsync("Enter");
        await Expect(screen.Page).ToHaveURLAsync(new Regex($@"/calls\?range=30d&text={digits}$"));
        await Expect(screen.Page.Locator($"a[href^='calls/{id}']")).ToBeVisibleAsync();

        await screen.Page.Locator(".search input[type=search]").FillAsync(id);
        await screen.Page.Keyboard.PressAsync("Enter");
        await Expect(screen.Page).ToHaveURLAsync(new Regex($"/calls/{id}$"));
    }

    [Fact]
    public async Task The_first_key_stop_skips_to_the_content()
    {
        await using var screen = await suite.OpenAsync("/calls?range=30d");

        await screen.Page.Keyboard.PressAsync("Tab");
        await Expect(screen.Page.Locator(".skip")).ToBeFocusedAsync();
        await screen.Page.Keyboard.PressAsync("Enter");

        (await screen.Page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("content");
    }

    [Fact]
    public async Task The_first_load_is_light()
    {
        await using var screen = await suite.OpenAsync("/");
        await Expect(screen.Page.Locator(".chart canvas")).ToBeVisibleAsync();

        var loaded = await screen.Page.EvaluateAsync<string[]>(
            @"() => performance.getEntriesByType('resource').map((it) => it.name).filter((it) => /\.(js|css)(\?|$)/.test(it))");
        var total = 0L;
        using var http = new HttpClient();
        foreach (var address in loaded)
        {
            var size = await GzippedAsync(await http.GetByteArrayAsync(address, TestContext.Current.CancellationToken));
            output.WriteLine($"{size,8} {new Uri(address).AbsolutePath}");
            total += size;
        }

        output.WriteLine($"{total,8} of scripts and styles, gzipped");
        loaded.Length.ShouldBeGreaterThan(5);
        total.ShouldBeLessThan(FirstLoadMax);
    }

    [Fact]
    public async Task No_answer_of_ours_lets_others_in()
    {
        using var http = new HttpClient { BaseAddress = (await suite.MarketAsync()).Server.Http };

        var headers = (await http.GetAsync("/", TestContext.Current.CancellationToken)).Headers;

        headers.GetValues("Content-Security-Policy").Single().ShouldContain("script-src 'self';");
        headers.GetValues("Content-Security-Policy").Single().ShouldContain("frame-ancestors 'none'");
        headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
    }

    /// <summary>As it goes over the wire at most: what is published has Brotli as well, which is smaller.</summary>
    private static async Task<long> GzippedAsync(byte[] file)
    {
        using var sent = new MemoryStream();
        await using (var zip = new GZipStream(sent, CompressionLevel.Optimal, leaveOpen: true)) await zip.WriteAsync(file);
        return sent.Length;
    }

    /// <summary>Buttons, links and fields that a screen reader could not name.</summary>
    private static Task<string[]> NamelessAsync(Screen screen) => screen.Page.EvaluateAsync<string[]>(
        """
        () => [...document.querySelectorAll('a, button, input:not([type=hidden]), select')]
          .filter((it) => it.checkVisibility() && !it.closest('[aria-hidden=true]'))
          .filter((it) => !(it.getAttribute('aria-label') || it.innerText?.trim() || it.title || it.labels?.length))
          .map((it) => it.outerHTML.slice(0, 120))
        """);
}
