using System.Net;
using Bidline.Console.Parts;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Bidline.Console;

public sealed class EntranceTests(Suite suite, EntranceTests.Exchange exchange) : IClassFixture<EntranceTests.Exchange>
{
    private const string Email = "owner@example.com";
    private const string Password = "correct horse battery";

    private FreshServer Server => exchange.Server;

    [Fact]
    public async Task The_printed_link_makes_the_owner_once_who_then_signs_out_and_in_again()
    {
        await using var screen = await OpenAsync(Server.SetupPath);
        await FillAsync(screen, Password, "Make me the owner");
        await Expect(screen.Page.Locator("h1")).ToHaveTextAsync("Home");
        await Expect(screen.Page.Locator(".empty")).ToContainTextAsync("No call has come in yet");
        await ShouldBeSafeAsync(screen);

        await screen.GoAsync(Server.SetupPath);
        await Expect(screen.Page.Locator("h1")).ToHaveTextAsync("This link does not work any more");

        await screen.GoAsync("/");
        await screen.Page.Locator("[aria-label='Your account']").ClickAsync();
        await screen.Page.GetByText("Sign out").ClickAsync();
        await Expect(screen.Page.Locator("h1")).ToHaveTextAsync("Sign in");

        await screen.GoAsync("/calls?range=7d");
        await FillAsync(screen, "wrong horse battery", "Sign in");
        await Expect(screen.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("E-mail or password is wrong.");
        await FillAsync(screen, Password, "Sign in");
        await Expect(screen.Page.Locator("h1")).ToHaveTextAsync("Calls");
        screen.Page.Url.ShouldEndWith("/calls?range=7d");
    }

    [Fact]
    public async Task Who_keeps_guessing_is_held_off()
    {
        await using var server = await FreshServer.StartAsync();
        await using (var owner = await suite.OpenAsync(server.SetupPath, address: server.Address))
            await FillAsync(owner, Password, "Make me the owner");

        await using var screen = await suite.OpenAsync("/sign-in", address: server.Address);
        for (var i = 0; i < 5; i++) await FillAsync(screen, "wrong horse battery", "Sign in");
        await FillAsync(screen, Password, "Sign in");

        await Expect(screen.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Too many attempts. Try again in 15 minutes.");
    }

    [Fact]
    public async Task A_stranger_sees_no_page_and_the_API_never_sends_to_one()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Server.Address };

        foreach (var page in new[] { "/", "/live", "/calls", "/calls/call_0", "/calls.csv", "/bidders", "/bidders/steady" })
        {
            var answer = await http.GetAsync(page, cancel);
            (answer.StatusCode, answer.Headers.Location!.PathAndQuery).ShouldBe(
                (HttpStatusCode.Found, "/sign-in?to=" + Uri.EscapeDataString(page)));
        }

        (await http.GetAsync("/v1/calls", cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await http.PostAsync("/sign-out", new FormUrlEncodedContent([]), cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await http.GetAsync("/setup?token=guess", cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Behind_a_proxy_that_speaks_TLS_cookies_are_for_TLS_only()
    {
        using var http = new HttpClient { BaseAddress = Server.Address };
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        var answer = await http.GetAsync("/sign-in", TestContext.Current.CancellationToken);

        answer.Headers.GetValues("Set-Cookie").Single().ShouldContain("; secure");
    }

    [Fact]
    public void The_keys_that_sign_cookies_are_their_owners_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        if (OperatingSystem.IsWindows()) return;

        File.GetUnixFileMode(Path.Combine(Server.Data, "console-keys")).ShouldBe(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static async Task ShouldBeSafeAsync(Screen screen)
    {
        foreach (var cookie in await screen.Page.Context.CookiesAsync())
            (cookie.HttpOnly, cookie.SameSite).ShouldBe((true, SameSiteAttribute.Strict), cookie.Name);
        // Signed in to the console is not signed in to the API: a page of somebody else's could otherwise use it.
        (await screen.Page.APIRequest.GetAsync("/v1/calls")).Status.ShouldBe(401);
    }

    private Task<Screen> OpenAsync(string path) => suite.OpenAsync(path, address: Server.Address);

    private static async Task FillAsync(Screen screen, string password, string button)
    {
        await screen.Page.FillAsync("#email", Email);
        await screen.Page.FillAsync("#password", password);
        await screen.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button }).ClickAsync();
    }

    /// <summary>One server for all tests that leave its users to the first of them.</summary>
    public sealed class Exchange : IAsyncLifetime
    {
        private FreshServer? _server;

        public FreshServer Server => _server!;

        public async ValueTask InitializeAsync() => _server = await FreshServer.StartAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
