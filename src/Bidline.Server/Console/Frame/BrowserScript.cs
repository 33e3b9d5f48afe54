using Microsoft.JSInterop;

namespace Bidline.Server.Console.Frame;

/// <summary>A page's script in its reader's browser, which may go at any moment.</summary>
internal static class BrowserScript
{
    /// <summary>Loads a script and has it listen.</summary>
    /// <param name="address">Relative to the page's base, as <c>Assets</c> names it.</param>
    /// <returns>Null when the browser went meanwhile.</returns>
    public static async Task<IJSObjectReference?> EnterAsync(IJSRuntime browser, string address)
    {
        try
        {
            var script = await browser.InvokeAsync<IJSObjectReference>("import", address);
            await script.InvokeVoidAsync("enter");
            return script;
        }
        catch (Exception failure) when (IsGone(failure))
        {
            return null;
        }
    }

    /// <summary>Has it take down its listeners, where there still is a browser; with it they went too.</summary>
    /// <param name="script">Null when it was never loaded.</param>
    public static async Task LeaveAsync(IJSObjectReference? script)
    {
        if (script is null) return;
        try
        {
            await script.InvokeVoidAsync("leave");
            await script.DisposeAsync();
        }
        catch (Exception failure) when (IsGone(failure))
        {
        }
    }

    /// <summary>The browser has gone: a call under way is cancelled then, a later one refused.</summary>
    public static bool IsGone(Exception failure) => failure is JSDisconnectedException or OperationCanceledException;
}
