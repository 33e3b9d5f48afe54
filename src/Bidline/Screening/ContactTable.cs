using System.Runtime.InteropServices;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Primitives;

namespace Bidline.Screening;

/// <summary>
/// Who had to do with whom, compactly: one slot of 48 bytes for each caller, campaign and target, chained by caller, and
/// no object a caller, so that a garbage collection does not walk millions of them. Numbers are kept as numbers. Times
/// are microseconds, as in the store. Not safe on two threads at once.
/// </summary>
internal sealed class ContactTable
{
    private const int None = -1;

    private readonly Dictionary<ulong, int> _first = [];
    private readonly Numbering _names = new();
    private Slot[] _slots = [];
    private int _used;
    private int _free = None;

    public int Callers => _first.Count;

    /// <summary>Remembers that a call came so far. Saying it again, or saying less, changes nothing.</summary>
    public void Note(ulong caller, CampaignId campaign, TargetId? target, BuyerId? buyer, ContactStage stage, long at)
    {
        ref var slot = ref SlotOf(caller, _names.Of(campaign.Value), _names.Of(target?.Value), _names.Of(buyer?.Value));
        slot.Called = Math.Max(slot.Called, at);
        if (stage >= ContactStage.Connected) slot.Connected = Math.Max(slot.Connected, at);
        if (stage >= ContactStage.Qualified) slot.Qualified = Math.Max(slot.Qualified, at);
        if (stage >= ContactStage.Converted) slot.Converted = Math.Max(slot.Converted, at);
    }

    /// <summary>What is known of a caller since a moment, the last first.</summary>
    public List<PastContact> Of(ulong caller, long since)
    {
        var contacts = new List<PastContact>();
        for (var at = _first.GetValueOrDefault(caller, None); at != None; at = _slots[at].Next)
            if (_slots[at].Called >= since)
                contacts.Add(Read(in _slots[at], since));
        return contacts;
    }

    /// <summary>Forgets what was over before a moment.</summary>
    public void Forget(long before)
    {
        foreach (var (caller, first) in _first.ToArray())
        {
            var kept = None;
            for (int at = first, next; at != None; at = next)
            {
                next = _slots[at].Next;
                // A call that came so far came in, too: no other time is later than this one.
                var isOver = _slots[at].Called < before;
                _slots[at].Next = isOver ? _free : kept;
                if (isOver) _free = at;
                else kept = at;
            }

            if (kept == None) _first.Remove(caller);
            else _first[caller] = kept;
        }
    }

    /// <summary>Forgets a caller wholly.</summary>
    public void Erase(ulong caller)
    {
        if (!_first.Remove(caller, out var first)) return;
        for (int at = first, next; at != None; at = next)
        {
            next = _slots[at].Next;
            _slots[at].Next = _free;
            _free = at;
        }
    }

    private PastContact Read(in Slot slot, long since) => new(
        new CampaignId(_names.NameOf(slot.Campaign)!),
        _names.NameOf(slot.Target) is { } target ? new TargetId(target) : null,
        _names.NameOf(slot.Buyer) is { } buyer ? new BuyerId(buyer) : null,
        Storage.UnixMicros.At(slot.Called), When(slot.Connected, since), When(slot.Qualified, since),
        When(slot.Converted, since));

    private static DateTimeOffset? When(long micros, long since) =>
        micros > 0 && micros >= since ? Storage.UnixMicros.At(micros) : null;

    private ref Slot SlotOf(ulong caller, int campaign, int target, int buyer)
    {
        ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(_first, caller, out var isKnown);
        if (!isKnown) first = None;
        for (var at = first; at != None; at = _slots[at].Next)
        {
            ref var slot = ref _slots[at];
            if (slot.Campaign == campaign && slot.Target == target && slot.Buyer == buyer) return ref slot;
        }

        var own = TakeSlot();
        _slots[own] = new Slot { Next = first, Campaign = campaign, Target = target, Buyer = buyer };
        first = own;
        return ref _slots[own];
    }

    private int TakeSlot()
    {
        if (_free != None)
        {
            var free = _free;
            _free = _slots[free].Next;
            return free;
        }

        // By a half: a doubling would hold twice what is needed for long.
        if (_used == _slots.Length) Array.Resize(ref _slots, Math.Max(64, _used + (_used / 2)));
        return _used++;
    }

    private struct Slot
    {
        public int Next;
        public int Campaign;
        public int Target;
        public int Buyer;
        public long Called;
        public long Connected;
        public long Qualified;
        public long Converted;
    }

    /// <summary>A small number for each name; 0 is no name.</summary>
    private sealed class Numbering
    {
        private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
        private readonly List<string?> _names = [null];

        public int Of(string? name)
        {
            if (name is null) return 0;
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, name, out var isKnown);
            if (isKnown) return number;
            number = _names.Count;
            _names.Add(name);
            return number;
        }

        public string? NameOf(int number) => _names[number];
    }
}
