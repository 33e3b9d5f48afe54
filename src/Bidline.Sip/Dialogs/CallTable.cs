using Bidline.Sip.Targets;

namespace Bidline.Sip.Dialogs;

/// <summary>Every call that may still be spoken of, by id and by its INVITE, and the pools that calls are made from.</summary>
internal sealed class CallTable(
    SipHash seals, CallTimers timers, Action<TargetDial> ringFires, Action<ClientTransaction> transactionFires)
{
    private const int PooledMax = 16_384;

    private readonly Dictionary<long, SipCall> _byId = [];
    private readonly Dictionary<ulong, SipCall> _byKey = [];
    private readonly Dictionary<ulong, SipCall> _byMerge = [];
    private readonly Stack<SipCall> _calls = new();
    private readonly Stack<ClientTransaction> _transactions = new();
    private long _lastId = (long)(seals.Of(0) >> 24);

    public IReadOnlyCollection<SipCall> All => _byId.Values;

    public SipCall? ById(long id) => _byId.GetValueOrDefault(id);

    public SipCall? ByKey(ulong key) => _byKey.GetValueOrDefault(key);

    public bool HasMerge(ulong mergeKey) => _byMerge.ContainsKey(mergeKey);

    /// <summary>The call of a tag, branch or Call-ID of ours; null when it is not ours or long over.</summary>
    public SipCall? Named(ReadOnlySpan<byte> text, out int part)
    {
        part = 0;
        if (!DialogName.TryRead(text, seals, out var name)) return null;
        part = name.Part;
        return ById(name.Call);
    }

    public SipCall New(ulong key, ulong mergeKey)
    {
        if (!_calls.TryPop(out var call)) call = new SipCall(timers);
        call.Id = ++_lastId;
        call.Seal = seals.Of((ulong)call.Id);
        (call.Key, call.MergeKey) = (key, mergeKey);
        _byId[call.Id] = _byKey[key] = _byMerge[mergeKey] = call;
        return call;
    }

    public TargetDial NewDial(SipCall call)
    {
        // A leg belongs to its call for good, so dials are pooled with the calls that they were made for.
        var dial = call.SpareDial ?? new TargetDial(call, timers.Session, timers.LegReply, ringFires);
        call.SpareDial = null;
        call.Dials.Add(dial);
        dial.Leg.Number = call.Dials.Count;
        return dial;
    }

    public ClientTransaction NewTransaction(SipCall call)
    {
        if (!_transactions.TryPop(out var transaction)) transaction = new ClientTransaction(transactionFires);
        call.Transactions.Add(transaction);
        return transaction;
    }

    public void Drop(SipCall call, ClientTransaction transaction, Transport.TimerWheel wheel)
    {
        wheel.Stop(transaction.Timer);
        call.Transactions.Remove(transaction);
        if (transaction.Dial?.Invite == transaction) transaction.Dial.Invite = null;
        transaction.Clear();
        if (_transactions.Count < PooledMax) _transactions.Push(transaction);
    }

    /// <summary>Forgets a call. The caller has stopped its timers.</summary>
    public void Release(SipCall call, Transport.TimerWheel wheel)
    {
        _byId.Remove(call.Id);
        _byKey.Remove(call.Key);
        if (_byMerge.GetValueOrDefault(call.MergeKey) == call) _byMerge.Remove(call.MergeKey);
        while (call.Transactions.Count > 0) Drop(call, call.Transactions[^1], wheel);
        foreach (var dial in call.Dials)
        {
            dial.Clear();
            call.SpareDial = dial;
        }

        call.Clear();
        if (_calls.Count < PooledMax) _calls.Push(call);
    }
}
