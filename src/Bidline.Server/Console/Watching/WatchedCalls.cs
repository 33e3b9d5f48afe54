using Bidline.Calls;
using Bidline.Primitives;

namespace Bidline.Server.Console.Watching;

/// <summary>Calls folded from their events: the live ones and those that ended last. Not safe on several threads.</summary>
internal sealed class WatchedCalls
{
    /// <summary>Ended calls that are kept, so that their settlement and late bids still find them.</summary>
    public const int EndedMax = 256;

    private readonly Dictionary<CallId, (Bidline.Calls.Call Call, int Seq)> _calls = [];
    private readonly Queue<CallId> _ended = new();
    private IReadOnlyList<Bidline.Calls.Call>? _newestFirst;

    public IReadOnlyList<Bidline.Calls.Call> NewestFirst() => _newestFirst ??=
        [.. _calls.Values.Select(known => known.Call).OrderByDescending(call => call.Inbound.ReceivedAt)];

    /// <summary>Everything that is known of one call, in order.</summary>
    public void Put(IReadOnlyList<CallLogEntry> entries)
    {
        if (Bidline.Calls.Call.From(entries) is { } call) Keep(call, entries[^1].Seq);
    }

    public void Apply(CallLogEntry entry)
    {
        if (_calls.TryGetValue(entry.Call, out var known))
        {
            // What was read from the store comes a second time by the feed.
            if (entry.Seq > known.Seq) Keep(known.Call.Apply(entry), entry.Seq);
        }
        else if (entry.Event is CallEvent.Received)
        {
            Put([entry]);
        }
    }

    private void Keep(Bidline.Calls.Call call, int seq)
    {
        var wasEnded = _calls.TryGetValue(call.Id, out var before) && before.Call.Ended is not null;
        _calls[call.Id] = (call, seq);
        _newestFirst = null;
        if (call.Ended is null || wasEnded) return;
        _ended.Enqueue(call.Id);
        if (_ended.Count > EndedMax) _calls.Remove(_ended.Dequeue());
    }
}
