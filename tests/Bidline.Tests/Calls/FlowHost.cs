using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Enrichment.Appends;
using Bidline.Ingress;
using Bidline.Odds;
using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Routing.Traffic;
using Bidline.Screening;
using Bidline.Simulator.Carriers;
using Bidline.Storage;
using Bidline.Tests.Auctions;
using Bidline.Tests.Routing;
using Bidline.Tracking;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bidline.Tests.Calls;

/// <summary>The whole live half over a real store and real keepers; only the telephone network is simulated.</summary>
internal sealed class FlowHost : IAsyncDisposable
{
    private readonly KeepingHost _keeping;
    private readonly BookShelf _shelf = new();
    private readonly Switchboard _switchboard;
    private readonly CallFlow _flow;

    private FlowHost(KeepingHost keeping, CampaignBook book, Auctioneer auctioneer, Confirmer confirmer)
    {
        _keeping = keeping;
        _shelf.Swap(book);
        var clock = TimeProvider.System;
        _switchboard = new Switchboard(keeping.Log, clock);
        var same = new SamePings(clock);
        var targets = new TargetFinder(keeping.Board);
        var traffic = new TrafficMeter(clock);
        var screen = new CallScreen(keeping.Blocked, keeping.Callers);
        Appends = new AppendShelf(keeping.Store, clock);
        var enricher = new Enricher([new NumberingPlanSource()], clock, NullLogger<Enricher>.Instance) { Appends = Appends };
        var counts = new OfferCounts(clock);
        Held = new HeldCallers(clock);
        Places = new ConfirmedPlaces(traffic, clock);
        Reservations = new Reservations(keeping.Store, same, counts, Held, Places, clock);
        PingLog = new PingLog(keeping.Store);
        var asked = new CallersAsked(Some.Settings);
        Pings = new PingFlow(
            same, new PingLimits(clock), counts, Held, asked, screen, traffic, enricher,
            new PingAuction(targets, Odds, auctioneer, asked, keeping.Store, clock), Reservations, PingLog, Some.Settings, clock,
            NullLogger<PingFlow>.Instance);
        var arrivals = new Arrivals(Reservations, same, counts, Places, targets, clock);
        var connector = new Connector(keeping.Capacity, keeping.Callers, confirmer, Odds, clock);
        var route = new CallRoute(
            new PromisedSale(arrivals, connector), enricher, targets, Odds, auctioneer, connector, new OverflowWay(traffic),
            keeping.Store, clock);
        _flow = new CallFlow(
            _shelf, _switchboard, arrivals, screen, traffic, new Attributor((pool, number) => Holders(pool, number)), enricher, route, Odds, keeping.Store,
            NullLogger<CallFlow>.Instance);
    }

    /// <summary>For markets whose bidders need no confirmation.</summary>
    private static Confirmer NoConfirmer { get; } = new(
        [], (_, _, _) => throw new NotSupportedException(), Some.Destinations,
        new BidderHealth(Some.Settings, TimeProvider.System), TimeProvider.System);

    public KeepingHost Keeping => _keeping;

    public BookShelf Shelf => _shelf;

    public OddsBoard Odds { get; } = new();

    public Reservations Reservations { get; }

    /// <summary>Who has which number of a pool; nobody unless set.</summary>
    public FindHolder Holders { get; set; } = (_, _) => Task.FromResult<Holder?>(null);

    public ConfirmedPlaces Places { get; }

    public HeldCallers Held { get; }

    public AppendShelf Appends { get; }

    public PingLog PingLog { get; }

    public PingFlow Pings { get; }

    public int LiveCount => _switchboard.LiveCount;

    public static async Task<FlowHost> StartAsync(
        CampaignBook book, Auctioneer auctioneer, Confirmer? confirmer = null, StoreKind kind = StoreKind.Sqlite)
    {
        var keeping = await KeepingHost.StartAsync(kind);
        foreach (var buyer in book.Buyers.Values) await keeping.Ledger.OpenAsync(buyer, CancellationToken.None);
        await keeping.Capacity.WakeAsync(book.Buyers.Keys, CancellationToken.None);
        var host = new FlowHost(keeping, book, auctioneer, confirmer ?? NoConfirmer);
        await host.PastAsync(keeping.Callers);
        return host;
    }

    /// <summary>Reads what callers did before, as a server that starts does.</summary>
    public Task PastAsync(CallerHistory into) =>
        new CallerHistoryReading(
            _keeping.Store, _shelf, into, TimeProvider.System, NullLogger<CallerHistoryReading>.Instance)
            .StartAsync(CancellationToken.None);

    /// <summary>Runs one call through both halves and returns what its log tells.</summary>
    public async Task<IReadOnlyList<CallEvent>> CallAsync(
        CarrierScript script, Action<SimulatedCarrier>? afterwards = null, Func<InboundCall, InboundCall>? change = null)
    {
        using var carrier = new SimulatedCarrier(script, TimeProvider.System);
        var inbound = Given.AnInboundCall() with { Id = CallId.New(TimeProvider.System), ReceivedAt = TimeProvider.System.GetUtcNow() };
        inbound = change?.Invoke(inbound) ?? inbound;
        await _flow.RunAsync(inbound, carrier);
        await _keeping.Settlement.SettleAsync(inbound.Id, CancellationToken.None);
        afterwards?.Invoke(carrier);
        return [.. (await _keeping.Log.ReadAsync(inbound.Id, CancellationToken.None)).Select(entry => entry.Event)];
    }

    public async ValueTask DisposeAsync()
    {
        await PingLog.DisposeAsync();
        await _keeping.DisposeAsync();
    }
}
