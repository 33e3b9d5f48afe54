using Bidline.Accounts;
using Bidline.Adapters.Buyers;
using Bidline.Adapters.Buyers.Watching;
using Bidline.Adapters.Lookups;
using Bidline.Adapters.Pages;
using Bidline.Adapters.Carriers;
using Bidline.Adapters.Postbacks;
using Bidline.Auctions;
using Bidline.Auctions.Trials;
using Bidline.Billing;
using Bidline.Billing.Chains;
using Bidline.Billing.Wallets;
using Bidline.Calls;
using Bidline.Calls.Simulations;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Enrichment.Appends;
using Bidline.Enrichment.Places;
using Bidline.Odds;
using Bidline.Pings;
using Bidline.Postbacks;
using Bidline.Postbacks.Ads;
using Bidline.Postbacks.Notices;
using Bidline.Privacy;
using Bidline.Recordings;
using Bidline.Routing;
using Bidline.Routing.Traffic;
using Bidline.Screening;
using Bidline.Server.Api;
using Bidline.Server.Pings;
using Bidline.Server.Visits;
using Bidline.Server.Workers;
using Bidline.Sip.Trials;
using Bidline.Storage;
using Bidline.Tracking;
using Bidline.Tracking.Carriers;
using Bidline.Tracking.Health;
using Bidline.Tracking.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Hosting;

/// <summary>Puts the engine together: every part and every list of parts, named once, in the order of a call.</summary>
internal static class Engine
{
    public static void AddEngine(this WebApplicationBuilder builder, ServeSettings settings, Store store)
    {
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton(store);
        services.AddSingleton(store.Bids);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<BookShelf>();
        AddCalls(services);
        AddEnrichment(services, settings);
        AddPings(services);
        AddVisits(services);
        AddAuctions(services, settings);
        AddRecordings(services, settings);
        AddPrivacy(services);
        builder.AddBuyerKeeping();
        AddMoney(services);
        AddPostbacks(services);
    }

    private static void AddCalls(IServiceCollection services)
    {
        services.AddSingleton<CallFeed>();
        services.AddSingleton<CallerHistory>();
        services.AddSingleton<CallerHistoryReading>();
        services.AddSingleton<EarlierCalls>();
        services.AddSingleton<EarlierCallsReading>();
        services.AddSingleton<CallScreen>();
        services.AddSingleton<CallLog>();
        services.AddSingleton<CallQueries>();
        services.AddSingleton<Switchboard>();
        services.AddSingleton<TrafficMeter>();
        services.AddSingleton<TrafficReading>();
        services.AddSingleton<Attributor>();
        services.AddSingleton<Confirmer>();
        services.AddSingleton<Connector>();
        services.AddSingleton<PromisedSale>();
        services.AddSingleton<OverflowWay>();
        services.AddSingleton<CallRoute>();
        services.AddSingleton<CallFlow>();
        services.AddSingleton<PhoneLine>();
        services.AddSingleton<PlaceTestCall>(TestPhone.CallAsync);
        services.AddSingleton<NumberTests>();
    }

    private static void AddPings(IServiceCollection services)
    {
        services.AddSingleton<SamePings>();
        services.AddSingleton<PingLimits>();
        services.AddSingleton<OfferCounts>();
        services.AddSingleton<HeldCallers>();
        services.AddSingleton<CallersAsked>();
        services.AddSingleton<ConfirmedPlaces>();
        services.AddSingleton<PingLog>();
        services.AddSingleton<PingAuction>();
        services.AddSingleton<PingFlow>();
        services.AddSingleton<PingQueries>();
        services.AddSingleton<PingReading>();
        services.AddSingleton<PingUseQueries>();
        services.AddSingleton<PublisherQueries>();
        services.AddSingleton<Reservations>();
        services.AddSingleton<Arrivals>();
        services.AddSingleton<OwnSipHost>();
        services.AddSingleton<PingDesk>();
        services.AddSingleton<HandPings>();
        services.AddHostedService<ReservationWorker>();
        services.AddSingleton<MetricSource>(s => () =>
        [
            new Metric(
                "bidline_pings_dropped_total", "Pings whose row was lost: the store was in trouble.", true,
                s.GetRequiredService<PingLog>().Dropped),
        ]);
    }

    private static void AddVisits(IServiceCollection services)
    {
        services.AddSingleton<NumberPools>();
        services.AddSingleton<FindHolder>(s => s.GetRequiredService<NumberPools>().HolderAsync);
        services.AddSingleton(s => new VisitTickets(s.GetRequiredService<AuctionSettings>().CallerHashKey.Span));
        services.AddSingleton<VisitLimits>();
        services.AddSingleton<VisitDesk>();
        services.AddSingleton<PageClient>();
        services.AddSingleton<FetchPage>(s => s.GetRequiredService<PageClient>().FetchAsync);
        services.AddHostedService<VisitWorker>();
        services.AddSingleton<PoolGrower>();
        services.AddHostedService<PoolWorker>();
        services.AddSingleton<MetricSource>(s => () => Growth(s.GetRequiredService<PoolGrower>()));
    }

    private static void AddRecordings(IServiceCollection services, ServeSettings settings)
    {
        services.AddSingleton(s => new RecordingShelf(
            Path.Combine(settings.DataDirectory, "recordings"), s.GetRequiredService<Store>(), s.GetRequiredService<BookShelf>(),
            s.GetRequiredService<Audit>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new RecordingLinks(
            SecretFile.In(settings.DataDirectory, SecretFile.RecordingLinks), s.GetRequiredService<TimeProvider>()));
        services.AddHostedService<RecordingWorker>();
    }

    private static void AddPrivacy(IServiceCollection services)
    {
        services.AddSingleton<CallEraser>();
        services.AddSingleton<Eraser>();
        services.AddSingleton<Retention>();
        services.AddSingleton<CallerLooks>();
        services.AddHostedService<RetentionWorker>();
        services.AddSingleton<MetricSource>(s => () =>
        [
            new Metric(
                "bidline_callers_erased_total", "Calls whose caller's time was over.", true,
                s.GetRequiredService<Retention>().Erased),
        ]);
    }

    private static void AddEnrichment(IServiceCollection services, ServeSettings settings)
    {
        services.AddSingleton(s => new LookupFiles(
            Path.Combine(settings.DataDirectory, "lookup-files"), s.GetRequiredService<Audit>(),
            s.GetRequiredService<TimeProvider>(), AddressFile.Read));
        services.AddSingleton<AppendShelf>();
        services.AddSingleton<LookupClient>();
        services.AddSingleton<LookupSources>();
        services.AddHostedService<AppendWorker>();
        services.AddSingleton(Enricher);
        services.AddSingleton<MetricSource>(s => EnrichmentMetrics.Of(s.GetRequiredService<Enricher>()));
    }

    /// <summary>Sources in the order of trust.</summary>
    private static Enricher Enricher(IServiceProvider services) => new(
        [
            new NumberingPlanSource(),
            new VisitPlaceSource(),
            new EarlierCallsSource(services.GetRequiredService<EarlierCalls>(), services.GetRequiredService<Store>()),
        ],
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<Enricher>>())
    {
        Lookups = LookupsOf(services.GetRequiredService<LookupSources>(), services.GetRequiredService<BookShelf>()),
        Litigators = LitigatorsOf(services.GetRequiredService<BookShelf>()),
        Zips = ZipsOf(services.GetRequiredService<LookupFiles>()),
        Appends = services.GetRequiredService<AppendShelf>(),
    };

    private static Func<CallerQuestion, IReadOnlyList<IEnrichmentSource>> LookupsOf(LookupSources sources, BookShelf shelf) =>
        question => sources.For(shelf.Current, question);

    private static Func<CallerQuestion, string?> LitigatorsOf(BookShelf shelf) => question =>
        shelf.Current.Campaigns.GetValueOrDefault(question.Campaign)?.Litigators.Find(question.Caller);

    private static Func<ZipPlaces?> ZipsOf(LookupFiles files) => () => files.Zips;

    private static void AddAuctions(IServiceCollection services, ServeSettings settings)
    {
        services.AddSingleton(new AddressPolicy(settings.AllowPrivate));
        services.AddSingleton(new DestinationPolicy(new AddressPolicy(settings.AllowPrivate), OwnAddresses.Of(settings.Sip)));
        services.AddSingleton(new AuctionSettings(NodeName(), SecretFile.In(settings.DataDirectory, SecretFile.CallerHash)));
        services.AddSingleton(new BidderClientSettings());
        services.AddSingleton<BidderClient>();
        services.AddSingleton<WarmConnections>();
        services.AddHostedService<WarmingWorker>();
        services.AddSingleton<BidderHealth>();
        services.AddSingleton(BuyerProtocols.All);
        services.AddSingleton<AskBidder>(s => s.GetRequiredService<BidderClient>().AskAsync);
        services.AddSingleton<Auctioneer>();
        services.AddSingleton<OddsBoard>();
        services.AddSingleton<WatchedClient>();
        services.AddSingleton<WatchBidder>(s => s.GetRequiredService<WatchedClient>().AskAsync);
        services.AddSingleton<BidderTrial>();
        services.AddSingleton<PastBids>();
        services.AddSingleton<CallSimulator>();
    }

    private static void AddMoney(IServiceCollection services)
    {
        services.AddSingleton<Ledger>();
        services.AddSingleton<TrafficCount>();
        services.AddSingleton<ConversionBooking>();
        services.AddSingleton<Sealer>();
        services.AddHostedService<SealWorker>();
        services.AddSingleton<WalletWatch>();
        services.AddHostedService<WalletWorker>();
        services.AddSingleton<Settlement>();
        services.AddSingleton<Recovery>();
        services.AddSingleton<SettlementWorker>();
        services.AddHostedService(s => s.GetRequiredService<SettlementWorker>());
        services.AddHostedService<ScheduleWorker>();
    }

    private static void AddPostbacks(IServiceCollection services)
    {
        services.AddSingleton<Outbox>();
        services.AddSingleton<Audit>();
        services.AddSingleton<NoticeSecrets>();
        services.AddSingleton<NoticeAddress>();
        services.AddSingleton<NoticeDesk>();
        services.AddSingleton(new PostbackClientSettings());
        services.AddSingleton<PostbackClient>();
        services.AddSingleton<SendPostback>(s => s.GetRequiredService<PostbackClient>().SendAsync);
        services.AddSingleton<AskPlatform>(s => s.GetRequiredService<PostbackClient>().AskAsync);
        services.AddSingleton(s => AdPlatforms.All(
            s.GetRequiredService<AskPlatform>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => NumberCarriers.All(s.GetRequiredService<AskPlatform>()));
        services.AddSingleton<AdDesk>();
        services.AddSingleton<TellAds>(s => s.GetRequiredService<AdDesk>().TellAsync);
        services.AddSingleton<FindPostbackPlace>(s => s.GetRequiredService<NoticeAddress>().FindAsync);
        services.AddSingleton<PostbackSender>();
        services.AddHostedService<NoticeWorker>();
        services.AddHostedService<PostbackWorker>();
        services.AddSingleton<MetricSource>(s => PostbackMetrics.Of(s.GetRequiredService<PostbackSender>()));
    }

    private static IEnumerable<Metric> Growth(PoolGrower grower) =>
    [
        new("bidline_pool_numbers_rented_total", "Numbers rented for pools that grew.", true, grower.Rented),
        new("bidline_pool_growth_short_total", "Times that a pool did not get the numbers it wanted.", true, grower.Failed),
    ];

    /// <summary>What bidders see of us in the chain of exchanges.</summary>
    private static string NodeName() => Environment.MachineName.ToLowerInvariant();
}
