using System.Net;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Ingress;
using Bidline.Sip.Callers;
using Bidline.Sip.Dialogs;
using Bidline.Sip.Media;
using Bidline.Sip.Media.Announcements;
using Bidline.Sip.Media.Recording;
using Bidline.Sip.Transport;
using Bidline.Sip.Trunks;
using Bidline.Sip.Warmup;
using Microsoft.Extensions.Logging;

namespace Bidline.Sip;

/// <summary>
/// The SIP edge: answers calls of the trunks in the book, dials targets, relays their media. A B2BUA: the two legs of a
/// call share nothing but what the engine decided. Members are safe from any thread.
/// </summary>
/// <param name="onCall">Called on the thread pool for every INVITE from a known trunk within the limits.</param>
public sealed class SipEdge(
    SipEdgeSettings settings,
    BookShelf shelf,
    Action<InboundCall, ICallControl> onCall,
    TimeProvider clock,
    ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly SipEdgeCounters _counters = new();
    private UdpPort? _udp;
    private TcpHub? _tcp;
    private MediaPlane? _media;
    private RecordingWriter? _recorder;
    private SignallingThread? _thread;
    private EdgeTools? _tools;

    /// <summary>The real port when 0 was asked for.</summary>
    public IPEndPoint BoundEndPoint { get; private set; } = settings.Listen;

    public SipEdgeCounters Counters => _counters;

    public MediaFigures Media => _media?.Counters is not { } media
        ? new MediaFigures(0, 0, 0, 0, 0, 0, 0, 0, 0)
        : new MediaFigures(
            media.BridgesOpen, media.PortsLent, media.Relayed, media.Malformed, media.ForeignSource, media.OverRate,
            media.PayloadType, media.NoCall, media.SendFailed);

    /// <summary>Recordings that ended before their call did, since the start.</summary>
    public long RecordingsCut => _recorder?.Cut ?? 0;

    /// <summary>Calls that have not ended.</summary>
    public long CallsActive => _counters.CallsActive;

    /// <summary>Listens on UDP and TCP, and places loopback calls so that the first real one meets warm code.</summary>
    /// <exception cref="SipStartException">The address cannot be listened on.</exception>
    /// <exception cref="MediaStartException">The media ports cannot be had.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        _media = new MediaPlane(MediaSettingsOf(settings), clock, loggers.CreateLogger<MediaPlane>());
        _recorder = settings.Recordings is { } recordings
            ? new RecordingWriter(recordings.Directory, recordings.Ended, loggers.CreateLogger<RecordingWriter>())
            : null;
        var (udp, listener) = Listening.Open(settings.Listen);
        _udp = udp;
        BoundEndPoint = udp.Bound;
        var trunks = new TrunkTable();
        Compose(udp, trunks);
        try
        {
            // The thread first: stopping needs it when one of the next steps fails. No trunk is known, so no call comes.
            _thread!.Start();
            _media.Start();
            _recorder?.Start();
            _thread.Post(() => _tcp!.Listen(listener));
            await new WarmUp(_tools!, trunks, BoundEndPoint).RunAsync(settings.WarmUpCalls, cancel);
        }
        catch
        {
            listener.Dispose();
            await StopAsync();
            throw;
        }

        _tools!.Calls = onCall;
        shelf.Swapped += Load;
        Load(shelf.Current);
        await PostAsync(_counters.Clear);
    }

    /// <summary>New calls get 503 with Retry-After, OPTIONS 503; running calls go on.</summary>
    public void Drain() => _thread?.Post(() => _tools!.IsDraining = true);

    /// <summary>Ends what still runs with BYE, then closes every socket.</summary>
    public async Task StopAsync()
    {
        shelf.Swapped -= Load;
        if (_thread is { } thread)
        {
            await PostAsync(_tools!.EndAll);
            thread.Stop();
            if (_tcp is { } tcp) thread.Post(tcp.Close);
        }

        _thread = null;
        Interlocked.Exchange(ref _media, null)?.Dispose();
        Interlocked.Exchange(ref _recorder, null)?.Dispose();
        Interlocked.Exchange(ref _udp, null)?.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static MediaSettings MediaSettingsOf(SipEdgeSettings settings)
    {
        var listen = settings.Listen.Address;
        var isV6 = listen.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        var four = !isV6 ? listen : listen.Equals(IPAddress.IPv6Any) ? IPAddress.Any : null;
        var advertised = IPAddress.TryParse(settings.AdvertisedAddress, out var address) ? address : null;
        var advertisedIsV6 = advertised?.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        return new MediaSettings(
            settings.RtpPortFirst,
            settings.RtpPortLast,
            four,
            isV6 ? listen : null,
            advertisedIsV6 ? null : advertised,
            advertisedIsV6 ? advertised : null) { DeadAfter = settings.DeadMediaTime };
    }

    private void Compose(UdpPort udp, TrunkTable trunks)
    {
        var logger = loggers.CreateLogger<SipEdge>();
        var timers = new TimerWheel();
        MessageRouter? router = null;
        EdgeCore? core = null;
        _thread = new SignallingThread(udp, timers, _counters, clock, logger)
        {
            Receive = (buffer, offset, length, source) => router!.Receive(buffer, offset, length, source),
        };
        _tcp = new TcpHub(
            _thread.Post,
            (buffer, offset, length, source) => router!.Receive(buffer, offset, length, source),
            _counters,
            new TcpLimits())
        {
            Lost = peer => core!.Transactions.FlowLost(peer),
        };
        var directory = settings.AnnouncementDirectory ?? Path.Combine(Path.GetTempPath(), "bidline-announcements");
        _tools = new EdgeTools(
            settings,
            _counters,
            clock,
            SipHash.WithFreshKey(),
            timers,
            new Wire(udp, _tcp, _counters),
            new LocalHosts(udp.Bound, settings.AdvertisedAddress),
            _tcp,
            trunks,
            _media!,
            new AnnouncementLibrary(directory, loggers.CreateLogger<AnnouncementLibrary>()),
            _thread.Post,
            logger) { Calls = onCall, Recorder = _recorder };
        core = new EdgeCore(_tools);
        core.Intake.Started = static control => ThreadPool.UnsafeQueueUserWorkItem(control, preferLocal: false);
        router = new MessageRouter(core);
        _tools.EndAll = () =>
        {
            foreach (var call in core.Calls.All.ToArray()) core.Ending.HangUp(call, EndedBy.Operator);
        };
    }

    private void Load(CampaignBook book) => _thread?.Post(() => _tools!.Trunks.Load(book));

    private Task PostAsync(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _thread!.Post(() =>
        {
            work();
            done.SetResult();
        });
        return done.Task;
    }
}
