using System.Collections.Concurrent;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Ingress;
using Bidline.Primitives;

namespace Bidline.Calls;

/// <summary>The calls that are live in this process: opened by the flow, closed by it, watched by everybody else.</summary>
public sealed class Switchboard(CallLog log, TimeProvider clock)
{
    private readonly ConcurrentDictionary<CallId, LiveCall> _live = new();

    public int LiveCount => _live.Count;

    public IReadOnlyCollection<LiveCall> Live => _live.Values.ToArray();

    public LiveCall Open(InboundCall inbound, CampaignBook book, ICallControl caller)
    {
        var call = new LiveCall(inbound, book, log.Start(inbound.Id), caller, clock);
        _live[call.Id] = call;
        return call;
    }

    public void Close(LiveCall call)
    {
        call.Enter(CallPhase.Ended);
        _live.TryRemove(call.Id, out _);
    }

    /// <summary>An operator ends a call. False when it is not live here.</summary>
    public bool HangUp(CallId id)
    {
        if (!_live.TryGetValue(id, out var call)) return false;
        call.Caller.HangUp();
        return true;
    }

    /// <summary>Completes when no call is live, for a drain.</summary>
    public async Task EmptyAsync(CancellationToken cancel)
    {
        while (!_live.IsEmpty) await Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancel).ConfigureAwait(false);
    }
}
