using Bidline.Console.Parts;
using Microsoft.Playwright;
using Xunit;

namespace Bidline.Console;

/// <summary>
/// Writes the pictures of docs/screenshots when BIDLINE_WRITE_SCREENSHOTS is the address of a running demo that has been
/// up for a while: a market that has just begun has little to show.
/// </summary>
public sealed class Screenshots(Suite suite)
{
    private static readonly string? Demo = Environment.GetEnvironmentVariable("BIDLINE_WRITE_SCREENSHOTS");

    private static string Folder => Environment.GetEnvironmentVariable("BIDLINE_SCREENSHOTS_TO")
        ?? Path.Combine(Repository.Root, "docs", "screenshots");

    [Theory]
    [InlineData("home", "/")]
    [InlineData("live", "/live")]
    [InlineData("calls", "/calls")]
    [InlineData("call", "call")]
    public async Task Of_each_screen_in_light_and_dark(string name, string path)
    {
        if (Demo is null) Assert.Skip("Only when pictures are wanted.");
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var screen = await suite.OpenAsync("/calls", scheme: scheme, address: new Uri(Demo));
            await TakeAsync(screen, path, $"{name}-{scheme.ToString().ToLowerInvariant()}");
        }
    }

    [Theory]
    [InlineData("home-phone", "/")]
    [InlineData("live-phone", "/live")]
    [InlineData("calls-phone", "/calls")]
    public async Task Of_a_phone(string name, string path)
    {
        if (Demo is null) Assert.Skip("Only when pictures are wanted.");
        await using var screen = await suite.OpenAsync("/calls", 360, 780, address: new Uri(Demo));
        await TakeAsync(screen, path, name);
    }

    private static async Task TakeAsync(Screen screen, string path, string name)
    {
        // A call that was tried twice and paid in the end shows the most.
        if (path == "call")
            path = await screen.Page.Locator("tr:has(.flag-rerouted):has(.full) a[data-row]").First.GetAttributeAsync("href") ?? "/";
        await screen.GoAsync(path.StartsWith('/') ? path : "/" + path);
        // Charts draw themselves, fonts arrive, clocks tick.
        await screen.Page.WaitForTimeoutAsync(2_500);
        await screen.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, name + ".png") });
    }
}
