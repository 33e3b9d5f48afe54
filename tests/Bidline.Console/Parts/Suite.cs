using System.Globalization;
using Bidline.Console.Parts;
using Bidline.Simulator;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Suite))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Bidline.Console.Parts;

/// <summary>What all tests share, since it takes seconds to make: one market with calls in it, and one browser.</summary>
public sealed class Suite : IAsyncLifetime
{
    private static readonly string[] Chromes =
    [
        "/usr/lib/chromium/chromium", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
    ];

    /// <summary>How long a screen may take to say what is expected of it; what promises a time measures it.</summary>
    private const float PatienceMs = 15_000;

    /// <summary>Milliseconds by which everything a window says arrives later, to find what only works on a fast line.</summary>
    private static readonly string? SlowLine = Environment.GetEnvironmentVariable("BIDLINE_SLOW_LINE");

    private IPlaywright? _playwright;
    private readonly Lazy<Task<Market>> _market = new(OpenMarketAsync);
    private IBrowser? _browser;

    /// <summary>Made when the first test asks for it.</summary>
    public Task<Market> MarketAsync() => _market.Value;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(PatienceMs);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromes.FirstOrDefault(File.Exists)
                ?? throw new InvalidOperationException("These tests need Chromium: apt-get install chromium"),
            Args = ["--no-sandbox", "--disable-gpu"],
        });
    }

    /// <summary>A fresh window of somebody who was never here.</summary>
    /// <param name="address">Where the console is; null is the shared market's.</param>
    public async Task<Screen> OpenAsync(
        string path, int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light, Uri? address = null)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = (address ?? (await MarketAsync()).Server.Http).ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
        });
        var screen = new Screen(context, await context.NewPageAsync());
        if (SlowLine is not null)
            await screen.SpeakLateAsync(TimeSpan.FromMilliseconds(int.Parse(SlowLine, CultureInfo.InvariantCulture)));
        await screen.GoAsync(path);
        return screen;
    }

    public async ValueTask DisposeAsync()
    {
        // The driver ends with us and takes the browser along, should that not close by itself.
        if (_browser is not null) await Task.WhenAny(_browser.DisposeAsync().AsTask(), Task.Delay(TimeSpan.FromSeconds(15)));
        _playwright?.Dispose();
        if (_market.IsValueCreated) await (await _market.Value).DisposeAsync();
    }

    private static async Task<Market> OpenMarketAsync()
    {
        var market = await Market.OpenAsync(new WorldSettings(1, Market.Calls, 8));
        await market.RingAsync();
        return market;
    }
}
