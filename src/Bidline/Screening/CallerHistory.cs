using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Ingress;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;

namespace Bidline.Screening;

/// <summary>
/// What callers had to do with us before, as far back as the market's rules look: what is past, learned from the calls'
/// logs, and what goes on. One lock decides who came first: of two calls from one number each is told of the other, or
/// the earlier of neither. In memory of the process that answers calls; every contact has its durable rows, from which
/// <see cref="CallerHistoryReading"/> makes it anew. Safe on any thread.
/// </summary>
public sealed class CallerHistory(TimeProvider clock)
{
    /// <summary>Of a caller who had to do with more, the last so many decide.</summary>
    public const int ContactsMax = 64;

    private const int ForgetFrom = 10_000;

    private readonly Lock _gate = new();
    private readonly ContactTable _past = new();
    private readonly Dictionary<CallId, LiveCaller> _live = [];
    private readonly Dictionary<ulong, List<LiveCaller>> _liveOf = [];
    private TimeSpan _window;
    private long _order;
    private int _forgetAt = ForgetFrom;

    /// <summary>How far back is remembered; zero where no rule of the market looks back.</summary>
    public TimeSpan Window
    {
        get
        {
            lock (_gate) return _window;
        }
    }

    /// <summary>Callers whose past is in memory.</summary>
    public int Callers
    {
        get
        {
            lock (_gate) return _past.Callers;
        }
    }

    /// <summary>A caller whose data were erased: what was before is not known any more.</summary>
    internal void Erase(PhoneNumber caller)
    {
        lock (_gate) _past.Erase(caller.Digits);
    }

    /// <summary>
    /// A call comes in: what was before it, and from now on it counts itself. Refused where its campaign takes nobody
    /// again so soon; then it does not count, so that who tries again is not shut out for ever.
    /// </summary>
    public CallerEntry Enter(InboundCall call, Campaign campaign)
    {
        if (!call.Caller.IsSet) return CallerEntry.Unknown;
        var caller = call.Caller.Digits;
        lock (_gate)
        {
            var past = PastOf(caller, call.ReceivedAt, self: null);
            if (CampaignRepeats.Refusal(campaign, past, call.ReceivedAt) is { } reason) return new CallerEntry(past, reason);
            Add(new LiveCaller(call.Id, caller, campaign.Id, call.ReceivedAt, ++_order));
            return new CallerEntry(past, null);
        }
    }

    /// <summary>What a call like this would be told; it does not come in.</summary>
    public CallerEntry Look(InboundCall call, Campaign campaign)
    {
        if (!call.Caller.IsSet) return CallerEntry.Unknown;
        lock (_gate)
        {
            var past = PastOf(call.Caller.Digits, call.ReceivedAt, self: null);
            return new CallerEntry(past, CampaignRepeats.Refusal(campaign, past, call.ReceivedAt));
        }
    }

    /// <summary>
    /// A target is about to be held and dialled: the exact check against everything that is known at this moment, other
    /// calls that go on included; who passes counts at once.
    /// </summary>
    public CallerClaim Claim(LiveCall call, int attempt, Target target, Buyer buyer)
    {
        lock (_gate)
        {
            if (!_live.TryGetValue(call.Id, out var live)
                || !call.Book.Campaigns.TryGetValue(live.Campaign, out var campaign)) return CallerClaim.Free;
            var past = PastOf(live.Caller, live.At, live);
            var now = clock.GetUtcNow();
            if (RepeatCallers.Skip(target, buyer, campaign, past, now) is { } reason)
                return new CallerClaim(reason, null);
            live.Attempts.Add(new LiveAttempt(attempt, target.Id, buyer.Id));
            return new CallerClaim(null, RepeatCallers.Unpaid(target, buyer, campaign, past, now));
        }
    }

    /// <summary>Learns from what is durable of a call, in the order of its log.</summary>
    internal void Learn(CallLogEntry entry)
    {
        if (entry.Event is not (CallEvent.HoldRefused or CallEvent.HoldReleased or CallEvent.Connected
            or CallEvent.Ended or CallEvent.Settled)) return;
        lock (_gate)
        {
            if (!_live.TryGetValue(entry.Call, out var live)) return;
            switch (entry.Event)
            {
                case CallEvent.HoldRefused refused:
                    live.Attempts.RemoveAll(attempt => attempt.Number == refused.Attempt);
                    break;
                case CallEvent.HoldReleased released:
                    foreach (var attempt in live.Attempts.Where(it => it.Number == released.Attempt)) attempt.IsOver = true;
                    break;
                case CallEvent.Connected connected:
                    foreach (var attempt in live.Attempts.Where(it => it.Number == connected.Attempt)) attempt.IsConnected = true;
                    break;
                case CallEvent.Ended { Outcome: CallOutcome.Blocked }:
                    Remove(live);
                    break;
                case CallEvent.Ended when !live.Attempts.Exists(attempt => attempt.HasTheCall):
                    Finish(live, ContactStage.Called);
                    break;
                case CallEvent.Settled settled:
                    Finish(live, StageOf(settled));
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Remembers this far back from now on; what is past must be read from the store.</summary>
    internal void Keep(TimeSpan window)
    {
        lock (_gate) _window = window;
    }

    /// <summary>From the store: a call that was settled, or came to nothing.</summary>
    internal void Remember(
        string caller, CampaignId campaign, TargetId? target, BuyerId? buyer, ContactStage stage, long receivedAt)
    {
        if (!PhoneNumber.TryParse(caller, out var number)) return;
        lock (_gate) _past.Note(number.Digits, campaign, target, buyer, stage, receivedAt);
    }

    /// <summary>From the store: a conversation that was not settled when its process ended.</summary>
    internal void Resume(
        CallId call, string caller, CampaignId campaign, TargetId target, BuyerId buyer, DateTimeOffset receivedAt)
    {
        if (!PhoneNumber.TryParse(caller, out var number)) return;
        lock (_gate)
        {
            if (_live.ContainsKey(call)) return;
            var live = new LiveCaller(call, number.Digits, campaign, receivedAt, ++_order);
            live.Attempts.Add(new LiveAttempt(1, target, buyer) { IsConnected = true });
            Add(live);
        }
    }

    private static ContactStage StageOf(CallEvent.Settled settled) =>
        settled.Revenue.IsPositive ? ContactStage.Converted
        : settled.BuyerVerdict.Code == "pay.qualified" ? ContactStage.Qualified
        : ContactStage.Connected;

    /// <param name="self">Not a past of its own; null for a call that is just coming in.</param>
    private List<PastContact>? PastOf(ulong caller, DateTimeOffset at, LiveCaller? self)
    {
        if (_window == TimeSpan.Zero) return null;
        var contacts = _past.Of(caller, UnixMicros.Of(at - _window));
        // One that came later, and that nobody was tried for, is not before this one though it is over.
        if (self is not null) contacts.RemoveAll(contact => contact.Target is null && contact.Called >= at);
        foreach (var other in _liveOf.GetValueOrDefault(caller, []))
            if (other != self)
                contacts.AddRange(other.ContactsFor(self?.Order ?? long.MaxValue));
        if (contacts.Count == 0) return null;
        return contacts.Count <= ContactsMax ? contacts : Last(contacts);
    }

    /// <summary>
    /// A flood of calls must not hide the one that was sold: calls that had to do with the same are one contact, as they
    /// are once they are past, before the last so many are taken.
    /// </summary>
    private static List<PastContact> Last(List<PastContact> contacts) =>
    [
        .. contacts.GroupBy(contact => (contact.Campaign, contact.Target, contact.Buyer, contact.Live))
            .Select(same => same.First() with
            {
                Called = same.Max(contact => contact.Called),
                Connected = same.Max(contact => contact.Connected),
                Qualified = same.Max(contact => contact.Qualified),
                Converted = same.Max(contact => contact.Converted),
            })
            .OrderByDescending(contact => contact.Called).Take(ContactsMax),
    ];

    private void Finish(LiveCaller live, ContactStage stage)
    {
        Remove(live);
        if (_window == TimeSpan.Zero) return;
        var at = UnixMicros.Of(live.At);
        if (live.Attempts.Count == 0) _past.Note(live.Caller, live.Campaign, null, null, ContactStage.Called, at);
        foreach (var attempt in live.Attempts)
        {
            var own = attempt.HasTheCall ? stage : attempt.IsConnected ? ContactStage.Connected : ContactStage.Called;
            _past.Note(live.Caller, live.Campaign, attempt.Target, attempt.Buyer, own, at);
        }

        if (_past.Callers < _forgetAt) return;
        _past.Forget(UnixMicros.Of(clock.GetUtcNow() - _window));
        _forgetAt = Math.Max(ForgetFrom, _past.Callers + (_past.Callers / 4));
    }

    private void Add(LiveCaller live)
    {
        _live[live.Call] = live;
        if (!_liveOf.TryGetValue(live.Caller, out var calls)) _liveOf[live.Caller] = calls = [];
        calls.Add(live);
    }

    private void Remove(LiveCaller live)
    {
        _live.Remove(live.Call);
        if (!_liveOf.TryGetValue(live.Caller, out var calls)) return;
        calls.Remove(live);
        if (calls.Count == 0) _liveOf.Remove(live.Caller);
    }
}

/// <summary>What a call that comes in is told of its caller.</summary>
/// <param name="Past">Null for a new caller and for one without a number.</param>
/// <param name="Refused">Why it is not let in; null when it is.</param>
public sealed record CallerEntry(IReadOnlyList<PastContact>? Past, Reason? Refused)
{
    public static CallerEntry Unknown { get; } = new(null, null);
}

/// <summary>What the exact check at the dial said.</summary>
/// <param name="Refused">Why this target is not dialled; null when it is.</param>
/// <param name="Unpaid">Who does not pay for it; null where all do.</param>
public sealed record CallerClaim(Reason? Refused, UnpaidTerms? Unpaid)
{
    public static CallerClaim Free { get; } = new(null, null);
}
