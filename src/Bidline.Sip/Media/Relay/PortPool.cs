using System.Net;
using System.Security.Cryptography;
using Bidline.Sip.Media.Sockets;

namespace Bidline.Sip.Media.Relay;

/// <summary>
/// The port range of one address family. Ports are lent in random order, so that nobody can aim at the next call, and rest
/// after use. Opened sockets are kept: opening four for each call would cost more than the rest of its signalling.
/// Safe from any thread.
/// </summary>
internal sealed class PortPool
{
    // Enough open pairs to choose from; below it a random unopened one is taken.
    private const int ChoiceMin = 32;
    private const int RefusalsMax = 16;
    private static readonly TimeSpan RestAfterRefusal = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly List<PortPair> _unopened = [];
    private readonly List<PortPair> _open = [];
    private readonly List<PortPair> _opened = [];
    private readonly Queue<PortPair> _resting = new();
    private readonly Queue<PortPair> _refused = new();
    private readonly IDatagramSockets _sockets;
    private readonly IPAddress _address;
    private readonly SocketBudget _budget;
    private readonly TimeProvider _clock;
    private readonly long _quarantine;

    public PortPool(
        IDatagramSockets sockets, IPAddress address, MediaSettings settings, SocketBudget budget, TimeProvider clock)
    {
        _sockets = sockets;
        _address = address;
        _budget = budget;
        _clock = clock;
        _quarantine = Ticks(settings.Quarantine);
        for (int port = settings.PortFirst + (settings.PortFirst & 1); port + 1 <= settings.PortLast; port += 2)
        {
            _unopened.Add(new PortPair(port, this));
        }
    }

    public IPAddress Address => _address;

    /// <summary>Pairs on loan.</summary>
    public int Lent { get; private set; }

    public int Resting
    {
        get
        {
            lock (_gate)
            {
                return _resting.Count;
            }
        }
    }

    /// <returns>Null when every pair is lent, resting or taken by another program, or descriptors are out.</returns>
    public PortPair? Lend()
    {
        lock (_gate)
        {
            Awaken(_resting, _open);
            Awaken(_refused, _unopened);
            PortPair? pair = _open.Count < ChoiceMin ? OpenAnother() : null;
            pair ??= _open.Count > 0 ? TakeAny(_open) : null;
            Lent += pair is null ? 0 : 1;
            return pair;
        }
    }

    public void Return(PortPair pair)
    {
        lock (_gate)
        {
            Lent--;
            pair.RestsUntil = _clock.GetTimestamp() + _quarantine;
            _resting.Enqueue(pair);
        }
    }

    /// <summary>Closes every socket, lent or not: the plane is going.</summary>
    public void Close()
    {
        lock (_gate)
        {
            foreach (PortPair pair in _opened)
            {
                _sockets.Close(pair.Rtp);
                _sockets.Close(pair.Rtcp);
            }

            _opened.Clear();
            _open.Clear();
            _resting.Clear();
            _unopened.Clear();
            _refused.Clear();
        }
    }

    private PortPair? OpenAnother()
    {
        for (int refusals = 0; refusals < RefusalsMax && _unopened.Count > 0 && _budget.TryTake(2); refusals++)
        {
            PortPair pair = TakeAny(_unopened);
            if (TryOpen(pair))
            {
                return pair;
            }

            _budget.GiveBack(2);
            pair.RestsUntil = _clock.GetTimestamp() + Ticks(RestAfterRefusal);
            _refused.Enqueue(pair);
        }

        return null;
    }

    private bool TryOpen(PortPair pair)
    {
        if (!_sockets.TryBind(_address, pair.Port, out int rtp))
        {
            return false;
        }

        if (!_sockets.TryBind(_address, pair.Port + 1, out int rtcp))
        {
            _sockets.Close(rtp);
            return false;
        }

        pair.Rtp = rtp;
        pair.Rtcp = rtcp;
        _opened.Add(pair);
        return true;
    }

    private void Awaken(Queue<PortPair> from, List<PortPair> to)
    {
        long now = _clock.GetTimestamp();
        while (from.TryPeek(out PortPair? pair) && pair.RestsUntil <= now)
        {
            to.Add(from.Dequeue());
        }
    }

    private static PortPair TakeAny(List<PortPair> pairs)
    {
        int index = RandomNumberGenerator.GetInt32(pairs.Count);
        PortPair pair = pairs[index];
        pairs[index] = pairs[^1];
        pairs.RemoveAt(pairs.Count - 1);
        return pair;
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _clock.TimestampFrequency);
}
