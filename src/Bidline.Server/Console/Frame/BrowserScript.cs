using Microsoft.JSInterop;

namespace Bidline.Server.Console.Frame;

/// <summary>A page's script in its reader's browser.</summary>
internal static class BrowserScript
{
    /// <summary>Has it take down its listeners, where there still is a browser.</summary>
    /// <param name="script">Null when it was never loaded.</param>
    public static async Task LeaveAsync(IJSObjectReference? script)
    {
        if (script is null) return;
        try
        {
            await script.InvokeVoidAsync("leave");
            await script.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone, and its listeners with it.
        }
    }
}
