using System.Threading.Channels;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Server.Console.Calls;
using Bidline.Server.Console.Frame;
using Bidline.Server.Console.Watching;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.JSInterop;

namespace Bidline.Server.Console.Call;

/// <summary>
/// Why a call went where it went. It reads the call again whenever its log grew, at most so often, until it is settled.
/// </summary>
public sealed partial class CallPage : IAsyncDisposable
{
    /// <summary>Events of a call come in bursts; one reading serves all that came within this time.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(120);

    private readonly CancellationTokenSource _closed = new();
    private CancellationTokenSource? _left;
    private IJSObjectReference? _keys;
    private ReadCall? _call;
    private CallNeighbours? _neighbours;
    private CallsFilter? _filter;
    private bool _isUnknown;
    private bool _keysWork;
    private string? _shown;
    private string? _said;

    [Parameter, EditorRequired]
    public required string Id { get; set; }

    [Inject]
    internal CallReading Reading { get; set; } = default!;

    [Inject]
    internal Handover Handover { get; set; } = default!;

    [Inject]
    public required CallFeed Feed { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [Inject]
    public required IJSRuntime Script { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _closed.Dispose();
        _left?.Dispose();
        await BrowserScript.LeaveAsync(_keys);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (Id == _shown) return;
        _shown = Id;
        if (_left is not null) await _left.CancelAsync();
        _left?.Dispose();
        _left = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
        if (!CallId.TryParse(Id, out var id))
        {
            (_call, _isUnknown) = (null, true);
            return;
        }

        _filter = FilterOf(Navigation.Uri);
        var news = RendererInfo.IsInteractive ? Feed.Subscribe() : null;
        var first = await Handover.TakeOrReadAsync(
            $"call/{Id}?{_filter?.ToQuery()}", () => ReadWithNeighboursAsync(id, _left.Token));
        (_call, _neighbours, _isUnknown) = (first.Call, first.Neighbours, first.Call is null);
        if (news is not null) _ = FollowAsync(id, news, _left.Token);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _keys = await BrowserScript.EnterAsync(Script, $"./{Assets["_content/Bidline.Server/call.js"]}");
        if (_keys is null) return;
        _keysWork = true;
        StateHasChanged();
    }

    private async Task<FirstReading> ReadWithNeighboursAsync(CallId id, CancellationToken cancel)
    {
        var call = await Reading.ReadAsync(id, cancel);
        return new FirstReading(call, call is null ? null : await Reading.NeighboursAsync(call.Row, _filter, cancel));
    }

    private async Task ReadAsync(CallId id, CancellationToken cancel)
    {
        var before = _call?.Trace.Id == Id ? _call?.Trace : null;
        _call = await Reading.ReadAsync(id, cancel);
        _isUnknown = _call is null;
        // Said aloud when it changes, not with every tick.
        if (before is { Outcome: null } && _call?.Trace is { Outcome: not null } ended) _said = ended.Verdict;
    }

    private async Task FollowAsync(CallId id, CallFeed.Subscription news, CancellationToken cancel)
    {
        using var listening = news;
        var changed = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        // What is shown may have been read before anybody listened: it is read once more, so that nothing falls between.
        changed.Writer.TryWrite(true);
        var showing = ShowAsync(id, changed.Reader, cancel);
        try
        {
            await foreach (var item in news.ReadAsync(cancel))
                if (item is FeedNews.Missed || item is FeedNews.Happened { Entry.Call: var call } && call == id)
                    changed.Writer.TryWrite(true);
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }

        changed.Writer.TryComplete();
        await showing;
    }

    private async Task ShowAsync(CallId id, ChannelReader<bool> changed, CancellationToken cancel)
    {
        try
        {
            while (await changed.WaitToReadAsync(cancel))
            {
                await Task.Delay(Together, Clock, cancel);
                changed.TryRead(out _);
                await InvokeAsync(async () =>
                {
                    await ReadAsync(id, cancel);
                    StateHasChanged();
                });
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left.
        }
        catch (Exception broken)
        {
            await DispatchExceptionAsync(broken);
        }
    }

    /// <summary>The list that the reader came from, when the address says so.</summary>
    private static CallsFilter? FilterOf(string address)
    {
        var query = QueryHelpers.ParseQuery(new Uri(address).Query);
        return query.Count == 0 ? null : CallsFilter.Read(name => query.GetValueOrDefault(name));
    }

    // The base address is "/", so a bare "#block-3" would lead home.
    private string Here(string anchor) => $"{Navigation.Uri.Split('#')[0]}#{anchor}";

    private static string TitleOf(ReadCall call)
    {
        var word = OutcomeLook.Find(call.Trace.Outcome)?.Word ?? PhaseLook.Of(call.Trace.Phase).Word;
        return $"{word} · {call.Trace.Caller ?? "withheld number"}";
    }

    private static IEnumerable<(int Key, string Name)> Blocks(ReadCall call)
    {
        yield return (1, "Verdict");
        yield return (2, "Timeline");
        yield return (3, $"Candidates ({call.Trace.Auctions.Sum(auction => auction.Considered)})");
        yield return (4, "Money");
        yield return (5, "Caller");
        yield return (6, "Evidence");
    }

    private sealed record FirstReading(ReadCall? Call, CallNeighbours? Neighbours);
}
