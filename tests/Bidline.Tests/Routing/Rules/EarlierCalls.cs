using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Odds;
using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Routing.Traffic;
using Bidline.Screening;
using Bidline.Simulator.Carriers;
using Bidline.Storage;
using Bidline.Tests.Api;
using Bidline.Tests.Auctions;
using Bidline.Tracking;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bidline.Tests.Routing.Rules;

/// <summary>
/// Calls through the whole live half on the parts of an API server, so that what they used and left behind is what its
/// simulations find. Only the telephone network is simulated: every SIP address answers.
/// </summary>
internal sealed class EarlierCalls : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(5);

    private readonly ApiServer _server;
    private readonly ScriptedBidders _bidders = new();
    private readonly CallFlow _flow;
    private readonly Settlement _settlement;
    private readonly List<(SimulatedCarrier Carrier, Task Call)> _live = [];

    private EarlierCalls(ApiServer server)
    {
        _server = server;
        var clock = TimeProvider.System;
        var (store, odds, same) = (Of<Store>(), new OddsBoard(), new SamePings(clock));
        var counts = new OfferCounts(clock);
        var places = new ConfirmedPlaces(Of<TrafficMeter>(), clock);
        var reservations = new Reservations(store, same, counts, new HeldCallers(clock), places, clock);
        var arrivals = new Arrivals(reservations, same, counts, places, Of<TargetFinder>(), clock);
        var confirmer = new Confirmer(
            [], (_, _, _) => throw new NotSupportedException(), Some.Destinations, _bidders.Health, clock);
        var connector = new Connector(Of<Capacity>(), Of<CallerHistory>(), confirmer, odds, clock);
        var enricher = new Enricher([new NumberingPlanSource()], clock, NullLogger<Enricher>.Instance);
        var route = new CallRoute(
            new PromisedSale(arrivals, connector), enricher, Of<TargetFinder>(), odds, _bidders.Auctioneer, connector,
            new OverflowWay(Of<TrafficMeter>()), store, clock);
        _flow = new CallFlow(
            Of<BookShelf>(), new Switchboard(Of<CallLog>(), clock), arrivals, Of<CallScreen>(), Of<TrafficMeter>(),
            new Attributor((_, _) => Task.FromResult<Holder?>(null)),
            enricher, route, odds, store,
            NullLogger<CallFlow>.Instance);
        _settlement = new Settlement(
            Of<CallLog>(), Of<Capacity>(), Of<ConversionBooking>(), NullLogger<Settlement>.Instance);
    }

    /// <summary>On the market in force: its keepers have spoken, and it is known how far back its rules look.</summary>
    public static async Task<EarlierCalls> StartAsync(ApiServer server)
    {
        var calls = new EarlierCalls(server);
        await calls.Of<Capacity>().WakeAsync(server.Book.Buyers.Keys, CancellationToken.None);
        await calls.Of<Capacity>().WakeAsync(server.Book.Groups.Keys);
        await new CallerHistoryReading(
            calls.Of<Store>(), calls.Of<BookShelf>(), calls.Of<CallerHistory>(), TimeProvider.System,
            NullLogger<CallerHistoryReading>.Instance).StartAsync(CancellationToken.None);
        return calls;
    }

    public async Task CallAsync(EarlierCall call)
    {
        var carrier = new SimulatedCarrier(
            new CarrierScript { FarSides = Everybody(), CallerTalksFor = call.TalksOn ? null : Soon, AnnouncementLength = Soon },
            TimeProvider.System);
        var id = CallId.New(TimeProvider.System);
        var inbound = Given.AnInboundCall() with
        {
            Id = id,
            ReceivedAt = TimeProvider.System.GetUtcNow(),
            Caller = PhoneNumber.Parse(call.Caller),
            Dialled = _server.Book.Numbers.Values.First(number => number.Campaign.Value == "demo").Number,
        };
        var running = _flow.RunAsync(inbound, carrier);
        if (call.TalksOn)
        {
            _live.Add((carrier, running));
            await Until.HoldsAsync(async () => (await Of<CallLog>().ReadAsync(id, CancellationToken.None))
                .Any(entry => entry.Event is CallEvent.Connected));
            return;
        }

        await running;
        await _settlement.SettleAsync(id, CancellationToken.None);
        carrier.Dispose();
    }

    /// <summary>Everybody who still talks hangs up.</summary>
    public void Dispose()
    {
        foreach (var (carrier, call) in _live)
        {
            carrier.HangUp();
            call.Wait(TimeSpan.FromSeconds(10));
            carrier.Dispose();
        }

        _bidders.Dispose();
    }

    private Dictionary<string, FarSide> Everybody() => _server.Book.Targets.Values
        .Select(target => target.Destination).OfType<Destination.Sip>().Select(sip => sip.Uri).Distinct()
        .ToDictionary(uri => uri, _ => (FarSide)new FarSide.Answers(Soon));

    private T Of<T>()
        where T : notnull => _server.Services.GetRequiredService<T>();
}
