using System.Runtime.InteropServices;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Enrichment;

/// <summary>
/// When each caller last reached each campaign, by our own calls: those refused, tests and those that go on included. In
/// memory of the process that answers calls, for every ping asks: read once from the store (<see
/// cref="EarlierCallsReading"/>), then learned from what is durable. Answers exactly, or says that it cannot know: before
/// it is read, about a moment earlier than the last two calls, and about those it had to forget. Safe on any thread.
/// </summary>
public sealed class EarlierCalls
{
    /// <summary>Callers and campaigns remembered, some 100 MB: of more, those that called last.</summary>
    public const int PairsMax = 2_000_000;

    private readonly int _half;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _campaigns = new(StringComparer.Ordinal);
    private Dictionary<Pair, Times> _young = [];
    private Dictionary<Pair, Times> _old = [];
    private bool _isRead;
    private bool _hasForgotten;

    // No call of a half, or of what was forgotten, is later than these.
    private long _youngUntil;
    private long _oldUntil;
    private long _forgottenUntil;

    public EarlierCalls()
        : this(PairsMax)
    {
    }

    internal EarlierCalls(int pairsMax) => _half = pairsMax / 2;

    /// <summary>The last call of this caller to this campaign that came before a moment.</summary>
    /// <param name="before">Microseconds, as in the store; the moment itself does not count.</param>
    /// <param name="last">Null for none.</param>
    /// <returns>False where the store must be asked.</returns>
    public bool TryKnow(PhoneNumber caller, CampaignId campaign, long before, out long? last)
    {
        last = null;
        lock (_gate)
        {
            if (!_isRead) return false;
            // Nothing was ever learned of a campaign without a number of its own.
            if (!_campaigns.TryGetValue(campaign.Value, out var number)) return !_hasForgotten;
            var pair = new Pair(caller.Digits, number);
            if (!_young.TryGetValue(pair, out var times) && !_old.TryGetValue(pair, out times)) return !_hasForgotten;
            if (times.Last < before) last = times.Last;
            else if (times.Previous > 0 && times.Previous < before) last = times.Previous;
            // A caller who was forgotten and came back may have had a call between.
            return last is not null ? !_hasForgotten || last >= _forgottenUntil : !(times.HasMore || _hasForgotten);
        }
    }

    /// <summary>Learns from what is durable of a call.</summary>
    internal void Learn(CallLogEntry entry)
    {
        if (entry.Event is not CallEvent.Received { Campaign: { } campaign,
            Inbound: { Caller.IsSet: true } inbound }) return;
        lock (_gate) Note(inbound.Caller, campaign.Value, UnixMicros.Of(inbound.ReceivedAt), hasMore: false);
    }

    /// <summary>A caller whose data were erased: the store knows it no more either.</summary>
    internal void Erase(PhoneNumber caller)
    {
        lock (_gate)
        {
            for (var number = 1; number <= _campaigns.Count; number++)
            {
                _young.Remove(new Pair(caller.Digits, number));
                _old.Remove(new Pair(caller.Digits, number));
            }
        }
    }

    /// <summary>From the store, the oldest first.</summary>
    /// <param name="last">When the last of them came in.</param>
    /// <param name="calls">How many there are.</param>
    internal void Remember(string caller, string campaign, long last, int calls)
    {
        if (!PhoneNumber.TryParse(caller, out var number)) return;
        lock (_gate) Note(number, campaign, last, hasMore: calls > 1);
    }

    /// <summary>All that the store had is remembered.</summary>
    internal void IsRead()
    {
        lock (_gate) _isRead = true;
    }

    private void Note(PhoneNumber caller, string campaign, long at, bool hasMore)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_campaigns, campaign, out var isKnown);
        if (!isKnown) number = _campaigns.Count;
        var pair = new Pair(caller.Digits, number);
        ref var times = ref CollectionsMarshal.GetValueRefOrAddDefault(_young, pair, out var isYoung);
        if (!isYoung && _old.Remove(pair, out var before)) times = before;
        times.Add(at, hasMore);
        _youngUntil = Math.Max(_youngUntil, times.Last);
        if (_young.Count < _half) return;
        // Who called least recently is in the older half, and is forgotten with it.
        _hasForgotten |= _old.Count > 0;
        _forgottenUntil = Math.Max(_forgottenUntil, _oldUntil);
        (_old, _oldUntil, _young, _youngUntil) = (_young, _youngUntil, [], 0);
    }

    private readonly record struct Pair(ulong Caller, int Campaign);

    /// <summary>The last two calls, and whether there were others.</summary>
    private struct Times
    {
        public long Last;
        public long Previous;
        public bool HasMore;

        public void Add(long at, bool hasMore)
        {
            HasMore |= hasMore;
            if (at == Last || at == Previous) return;
            HasMore |= Previous > 0;
            if (at > Last) (Last, Previous) = (at, Last);
            else if (at > Previous) Previous = at;
        }
    }
}
