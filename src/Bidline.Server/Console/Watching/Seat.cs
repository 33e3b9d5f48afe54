using System.Threading.Channels;

namespace Bidline.Server.Console.Watching;

/// <summary>
/// One page's place before the watch. The first change is told at once, those that follow are gathered for the pace;
/// while its page has no connection nothing is told.
/// </summary>
internal sealed class Seat(CallWatch watch, Func<TimeSpan> pace, Func<Task> changed, TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private volatile bool _away;

    /// <summary>The connection of the page was lost; told again of everything when it is <see cref="Back"/>.</summary>
    public void Away() => _away = true;

    public void Back()
    {
        _away = false;
        _news.Writer.TryWrite(true);
    }

    public void Dispose()
    {
        if (_left.IsCancellationRequested) return;
        _left.Cancel();
        watch.Leave(this);
    }

    internal void Tell() => _news.Writer.TryWrite(true);

    internal void Open() => _ = RunAsync();

    private async Task RunAsync()
    {
        try
        {
            while (await _news.Reader.WaitToReadAsync(_left.Token))
            {
                _news.Reader.TryRead(out _);
                if (_away) continue;
                await changed();
                await Task.Delay(pace(), clock, _left.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The page is gone.
        }
    }
}
