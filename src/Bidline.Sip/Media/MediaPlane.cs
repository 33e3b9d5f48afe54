using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Bidline.Sip.Media.Relay;
using Bidline.Sip.Media.Sockets;
using Microsoft.Extensions.Logging;

namespace Bidline.Sip.Media;

/// <summary>All media of this process: the thread that relays it, and the ports.</summary>
internal sealed class MediaPlane : IDisposable
{
    private readonly MediaSettings _settings;
    private readonly TimeProvider _clock;
    private readonly IDatagramSockets _sockets;
    private readonly MediaLoop _loop;
    private readonly PortPool? _four;
    private readonly PortPool? _six;
    private long _turnedAway;

    public MediaPlane(MediaSettings settings, TimeProvider clock, ILogger<MediaPlane> log)
    {
        _settings = settings;
        _clock = clock;
        _sockets = settings.Native && EpollSockets.Works ? new EpollSockets() : new PortableSockets();
        SocketBudget budget = new(_sockets.SocketsMax);
        _four = settings.Bind4 is { } four ? new PortPool(_sockets, four, settings, budget, clock) : null;
        _six = settings.Bind6 is { } six ? new PortPool(_sockets, six, settings, budget, clock) : null;
        _loop = new MediaLoop(_sockets, settings, clock, log);
    }

    public MediaCounters Counters
    {
        get
        {
            Drops drops = _loop.Drops;
            return new MediaCounters(
                _loop.BridgesOpen,
                (_four?.Lent ?? 0) + (_six?.Lent ?? 0),
                (_four?.Resting ?? 0) + (_six?.Resting ?? 0),
                Volatile.Read(ref _turnedAway),
                _loop.Relayed,
                drops[Drop.Malformed],
                drops[Drop.ForeignSource],
                drops[Drop.OverRate],
                drops[Drop.PayloadType],
                drops[Drop.Digit],
                drops[Drop.NoCall],
                drops[Drop.Report],
                drops[Drop.SendFailed],
                _loop.AllocatedBytes);
        }
    }

    /// <exception cref="MediaStartException">Media cannot work as it was asked for; the message is for the operator.</exception>
    public void Start()
    {
        MediaStart.Check(_settings);
        if ((Probe(_four) ?? Probe(_six)) is { } address)
        {
            throw new MediaStartException(
                $"No port of the RTP range {_settings.PortFirst}-{_settings.PortLast} can be opened on {address}: "
                + "another program uses them, or the address is not on this machine.");
        }

        _loop.Start();
    }

    public bool Speaks(AddressFamily family) => Pool(family) is not null;

    /// <summary>The address to write in an offer or answer for this peer.</summary>
    public IPAddress AddressTowards(IPAddress remote)
    {
        bool six = remote.AddressFamily == AddressFamily.InterNetworkV6 && !remote.IsIPv4MappedToIPv6;
        IPAddress? advertised = six ? _settings.Advertised6 : _settings.Advertised4;
        IPAddress bound = (six ? _settings.Bind6 : _settings.Bind4) ?? IPAddress.Any;
        bool any = bound.Equals(IPAddress.Any) || bound.Equals(IPAddress.IPv6Any);
        return advertised ?? (any ? MediaStart.RouteTo(remote, bound) : bound);
    }

    /// <summary>Takes ports for a call.</summary>
    /// <param name="died">Called on the media thread, once.</param>
    /// <returns>False when ports or descriptors are out, which is counted, or a family is not spoken.</returns>
    public bool TryOpen(
        AddressFamily caller, AddressFamily target, Action<MediaDeath> died, [NotNullWhen(true)] out MediaBridge? bridge)
    {
        bridge = null;
        if (Lend(caller) is not { } callerPorts)
        {
            return false;
        }

        if (Lend(target) is not { } targetPorts)
        {
            callerPorts.Pool.Return(callerPorts);
            return false;
        }

        bridge = new MediaBridge(this, callerPorts, targetPorts, died, _settings, _clock.TimestampFrequency);
        Post(new MediaOrder(bridge, MediaOrderKind.Open, MediaSide.Caller, null));
        return true;
    }

    public void Dispose()
    {
        _loop.Stop();
        _four?.Close();
        _six?.Close();
        _sockets.Dispose();
    }

    internal PortPair? Lend(AddressFamily family)
    {
        PortPair? ports = Pool(family)?.Lend();
        if (ports is null)
        {
            Interlocked.Increment(ref _turnedAway);
        }

        return ports;
    }

    internal void Post(in MediaOrder order) => _loop.Post(order);

    private PortPool? Pool(AddressFamily family) => family == AddressFamily.InterNetworkV6 ? _six : _four;

    private static IPAddress? Probe(PortPool? pool)
    {
        if (pool is null || pool.Lend() is not { } ports)
        {
            return pool?.Address;
        }

        pool.Return(ports);
        return null;
    }
}
