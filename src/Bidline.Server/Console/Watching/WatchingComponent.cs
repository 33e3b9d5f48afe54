using Microsoft.AspNetCore.Components;

namespace Bidline.Server.Console.Watching;

/// <summary>A part of a page that follows the calls. It watches once it is on the screen, not while it is prerendered.</summary>
public abstract class WatchingComponent : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private Seat? _seat;

    [Inject]
    internal CallWatch Watch { get; set; } = null!;

    [Inject]
    internal Connection Connection { get; set; } = null!;

    /// <summary>Cancelled when the part leaves the screen.</summary>
    protected CancellationToken Gone => _gone.Token;

    /// <summary>Changes are gathered for this long, then shown together.</summary>
    protected abstract TimeSpan Pace { get; }

    /// <summary>Something has happened to calls. On the page's own thread.</summary>
    protected abstract Task RefreshAsync();

    /// <summary>What was just shown may lack something: has it refreshed once more, a pace from now.</summary>
    protected void RefreshAgain() => _seat?.Tell();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        try
        {
            _seat = await Watch.JoinAsync(() => Pace, ChangedAsync, Gone);
            Connection.Add(_seat);
            await ChangedAsync();
        }
        catch (OperationCanceledException)
        {
            // Left before it had begun.
        }
    }

    public virtual ValueTask DisposeAsync()
    {
        _gone.Cancel();
        if (_seat is not null)
        {
            Connection.Remove(_seat);
            _seat.Dispose();
        }

        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private Task ChangedAsync() => InvokeAsync(async () =>
    {
        if (_gone.IsCancellationRequested) return;
        try
        {
            await RefreshAsync();
            StateHasChanged();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await DispatchExceptionAsync(e);
        }
    });
}
