using System.Globalization;
using Bidline.Server.Console.Call.Timelines;
using Microsoft.AspNetCore.Components;

namespace Bidline.Server.Console.Call.Blocks;

/// <summary>The waterfall. While the call lives it grows by itself between two events.</summary>
public sealed partial class TimelineBlock : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    private Timeline timeline = new([]);
    private ReadCall? _laidOut;
    private ITimer? _beat;
    private bool _isLinear;
    private bool _isUnfolded;

    [Parameter, EditorRequired]
    public required ReadCall Call { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    public void Dispose() => _beat?.Dispose();

    protected override void OnParametersSet()
    {
        if (ReferenceEquals(_laidOut, Call)) return;
        if (_laidOut?.Trace.Id != Call.Trace.Id) _isUnfolded = false;
        _laidOut = Call;
        LayOut();
        var isLive = Call.Trace.Outcome is null;
        if (isLive && RendererInfo.IsInteractive) _beat ??= Clock.CreateTimer(_ => Grow(), null, Beat, Beat);
        if (isLive) return;
        _beat?.Dispose();
        _beat = null;
    }

    private void Grow() => _ = InvokeAsync(() =>
    {
        LayOut();
        StateHasChanged();
    });

    private void LayOut()
    {
        var now = (Clock.GetUtcNow() - Call.Trace.ReceivedAt).TotalMilliseconds;
        timeline = TimelineOfTrace.Of(Call.Trace, Call.Names, now, _isLinear);
    }

    private void Flip()
    {
        _isLinear = !_isLinear;
        LayOut();
    }

    private void Unfold() => _isUnfolded = true;

    private static string? Prefix(TimelineRow row) => row.Kind switch
    {
        RowKind.Dial => "dial ",
        RowKind.Confirm => "confirm ",
        _ => null,
    };

    /// <summary>For the cursor that reads the time: from, to, left and width of each stretch, and 1 for milliseconds.</summary>
    private static string Stretches(TimelineRound round) => string.Join(';', round.Scale.Stretches.Select(Of));

    private static string Of(Stretch it) => string.Create(
        CultureInfo.InvariantCulture,
        $"{it.FromMs:0.##},{it.ToMs:0.##},{it.Left:0.##},{it.Width:0.##},{(it.Kind == StretchKind.Auction ? 1 : 0)}");
}
