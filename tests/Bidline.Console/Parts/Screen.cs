using System.Text;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Bidline.Console.Parts;

/// <summary>One browser window. What the browser complains about is kept: errors, refused scripts, failed requests.</summary>
public sealed class Screen : IAsyncDisposable
{
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(15);

    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    public Screen(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
        page.RequestFailed += (_, request) => _complaints.Add($"{request.Url}: {request.Failure}");
    }

    public IPage Page { get; }

    /// <summary>Goes to an address and waits until the page answers to its reader.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        if (await Page.Locator(".shell").CountAsync() > 0) await ReadyAsync();
    }

    /// <summary>Chooses in several fields in one moment: no answer to the first is back before the last is chosen.</summary>
    public Task ChooseAtOnceAsync(params (string Field, string Value)[] choices) => Page.EvaluateAsync("""
        choices => {
            for (const [field, value] of choices) {
                const list = document.querySelector(`select[name=${field}]`);
                list.value = value;
                list.dispatchEvent(new Event('change', { bubbles: true }));
            }
        }
        """, choices.Select(it => new[] { it.Field, it.Value }).ToArray());

    /// <summary>Chooses a file as a person would: once the field can be used.</summary>
    public static async Task ChooseFileAsync(ILocator within, string name, string text)
    {
        var field = within.Locator("input[type=file]");
        await Assertions.Expect(field).ToBeEnabledAsync();
        await field.SetInputFilesAsync(
            new FilePayload { Name = name, MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(text) });
    }

    /// <summary>From now on everything this window says to the server arrives so much later.</summary>
    public Task SpeakLateAsync(TimeSpan delay) => Page.RouteWebSocketAsync("**/_blazor**", here =>
    {
        var server = here.ConnectToServer();
        var last = Task.CompletedTask;
        here.OnMessage(frame => last = SendAfterAsync(last, Task.Delay(delay), server, frame));
    });

    private static async Task SendAfterAsync(Task last, Task delay, IWebSocketRoute server, IWebSocketFrame frame)
    {
        await Task.WhenAll(last, delay);
        if (frame.Binary is { } bytes) server.Send(bytes);
        else server.Send(frame.Text!);
    }

    public Task ReadyAsync() => Page.Locator(".shell[data-ready]").WaitForAsync();

    public Task<string> TextAsync(string selector) => Page.Locator(selector).First.InnerTextAsync();

    public void ShouldHaveNoComplaints() => _complaints.ShouldBeEmpty();

    /// <summary>Nothing may stick out to the right; what does is named.</summary>
    public async Task ShouldFitAsync() => (await Page.EvaluateAsync<string[]>("""
        () => {
            const root = document.documentElement;
            if (root.scrollWidth === root.clientWidth) return [];
            const named = [...document.querySelectorAll('body *')]
                .map(it => [it, Math.round(it.getBoundingClientRect().right)])
                .filter(([, right]) => right > root.clientWidth)
                .map(([it, right]) => `${it.tagName}.${it.className} ends at ${right}`);
            return [`${root.scrollWidth} of ${root.clientWidth}`, ...named.slice(0, 12)];
        }
        """)).ShouldBeEmpty();

    /// <summary>
    /// A window that Chromium was told to close while it still loaded is now and then never reported closed, and Playwright
    /// waits for that without end. The browser takes it along when all tests are over.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _context.DisposeAsync().AsTask().WaitAsync(ClosePatience);
        }
        catch (TimeoutException)
        {
            TestContext.Current.SendDiagnosticMessage("A window did not close within {0}.", ClosePatience);
        }
    }
}
