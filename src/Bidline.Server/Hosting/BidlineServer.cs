using System.Net;
using System.Net.Sockets;
using Bidline.Accounts;
using Bidline.Adapters.Buyers;
using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Enrichment.Appends;
using Bidline.Odds;
using Bidline.Pings;
using Bidline.Recordings;
using Bidline.Routing;
using Bidline.Routing.Traffic;
using Bidline.Screening;
using Bidline.Server.Api;
using Bidline.Server.Console;
using Bidline.Server.Pings;
using Bidline.Server.Visits;
using Bidline.Sip;
using Bidline.Storage;
using Bidline.Tracking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Hosting;

/// <summary>One running server: store, engine, SIP edge, API and console in one process.</summary>
public sealed class BidlineServer : IAsyncDisposable
{
    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WarmPatience = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;
    private readonly Store _store;
    private readonly SipEdge _edge;

    private BidlineServer(WebApplication app, Store store, SipEdge edge)
    {
        (_app, _store, _edge) = (app, store, edge);
        Http = BoundHttp(app);
    }

    /// <summary>Where console and API really listen, the port included when 0 was asked for.</summary>
    public Uri Http { get; }

    public IPEndPoint Sip => _edge.BoundEndPoint;

    public IServiceProvider Services => _app.Services;

    /// <summary>Completes when the server stopped by itself; signals are their owner's business.</summary>
    public Task Stopped => _app.WaitForShutdownAsync();

    /// <summary>
    /// A new link that makes the first owner: good once, for an hour. Null when somebody can sign in already, and when a
    /// key was given by which an admin can be made.
    /// </summary>
    public async Task<Uri?> SetupLinkAsync(CancellationToken cancel)
    {
        var links = Services.GetRequiredService<SetupLinks>();
        if (Services.GetRequiredService<ServeSettings>().AdminKey is not null) return null;
        if (!await links.IsNeededAsync(cancel).ConfigureAwait(false)) return null;
        var token = await links.IssueAsync().ConfigureAwait(false);
        // Who listens on every address is reached on this machine by its own.
        var host = IPAddress.TryParse(Http.Host.Trim('[', ']'), out var address)
            && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) ? "localhost" : Http.Host;
        return new UriBuilder(Http) { Host = host, Path = "/setup", Query = $"token={token}" }.Uri;
    }

    /// <summary>
    /// Starts everything and returns when calls can be taken, the path warmed. Throws <see cref="StartupException"/> or
    /// <see cref="StoreException"/> with one sentence for the person who started it, or <see cref="MistakesException"/>.
    /// </summary>
    public static async Task<BidlineServer> StartAsync(ServeSettings settings, CancellationToken cancel)
    {
        var storeSettings = new StoreSettings(settings.Store, settings.DataDirectory, settings.PostgresConnection);
        var store = await Store.OpenAsync(storeSettings, TimeProvider.System, cancel).ConfigureAwait(false);
        WebApplication? app = null;
        try
        {
            app = Build(settings, store);
            await StartHttpAsync(app, settings, cancel).ConfigureAwait(false);
            var edge = await OpenForCallsAsync(app, settings, cancel).ConfigureAwait(false);
            return new BidlineServer(app, store, edge);
        }
        catch
        {
            if (app is not null) await app.DisposeAsync().ConfigureAwait(false);
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Running calls finish, new ones get 503 with Retry-After; then everything is closed in order.</summary>
    public async Task DrainAsync(CancellationToken impatient)
    {
        _edge.Drain();
        await _app.Services.GetRequiredService<Switchboard>().EmptyAsync(impatient).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _edge.Drain();
        await _edge.StopAsync().ConfigureAwait(false);
        await SettleAsync().ConfigureAwait(false);
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Calls that ended a moment ago are settled before the keepers go; what cannot be is found at the next start.
    /// </summary>
    private async Task SettleAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(SettlePatience);
            await _app.Services.GetRequiredService<Settlement>().SettleAllAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or StoreException)
        {
            // The log has them.
        }
    }

    private static WebApplication Build(ServeSettings settings, Store store)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "Bidline.Cli",
            // The pages' files lie beside the program, wherever it is started from.
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(settings.Http);
        });
        Logs.Configure(builder.Logging);
        // Signals belong to the program (serve drains, the demo sums up), not to the web host.
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.AddEngine(settings, store);
        builder.Services.AddApi(new ApiSettings(
            settings.AdminKey, settings.AllowPrivate, [.. BuyerProtocols.All.Select(protocol => protocol.Name)])
        {
            Partners = BuyerPartners.All,
            Addresses = BuyerProtocols.Addresses,
            StripeSecret = settings.StripeSecret,
        });
        builder.Services.AddConsole(settings);
        builder.Services.AddSingleton<EdgeFigures>();
        builder.Services.AddSingleton<MetricSource>(s => s.GetRequiredService<EdgeFigures>().Read);
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddSingleton<ReadinessCheck>(s => s.GetRequiredService<Readiness>().CheckAsync);
        var app = builder.Build();
        app.MapConsole();
        app.MapApi();
        ExchangeRoutes.Map(app);
        PageRoutes.Map(app);
        return app;
    }

    private static async Task StartHttpAsync(WebApplication app, ServeSettings settings, CancellationToken cancel)
    {
        try
        {
            await app.StartAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new StartupException(
                $"Console and API cannot listen on {settings.Http}: {e.GetBaseException().Message}. "
                + "Stop what uses the port, or choose another with --http.", e);
        }
    }

    private static async Task LearnThePastAsync(Store store, OddsBoard odds, CancellationToken cancel)
    {
        odds.Learn(await OddsReading.ReadAsync(store, cancel).ConfigureAwait(false));
        await PastReading.ReadAsync(store, odds.Past, TimeProvider.System.GetUtcNow(), cancel).ConfigureAwait(false);
    }

    /// <summary>The order matters: the market, then what a crash left behind, and only then new calls.</summary>
    private static async Task<SipEdge> OpenForCallsAsync(WebApplication app, ServeSettings settings, CancellationToken cancel)
    {
        var services = app.Services;
        await services.GetRequiredService<MarketKeeper>().LoadAsync(cancel).ConfigureAwait(false);
        await MarketFiles.ApplyAsync(services, settings.Apply, cancel).ConfigureAwait(false);
        await services.GetRequiredService<Recovery>().RunAsync(cancel).ConfigureAwait(false);
        await services.GetRequiredService<TrafficReading>().ReadAsync(cancel).ConfigureAwait(false);
        await services.GetRequiredService<Reservations>().LoadAsync(cancel).ConfigureAwait(false);
        await services.GetRequiredService<BlockedCallers>().LoadAsync(cancel).ConfigureAwait(false);
        await LookupLoading.RunAsync(services, cancel).ConfigureAwait(false);
        await services.GetRequiredService<AppendShelf>().LoadAsync(cancel).ConfigureAwait(false);
        await services.GetRequiredService<CallerHistoryReading>().StartAsync(cancel).ConfigureAwait(false);
        await services.GetRequiredService<EarlierCallsReading>().ReadAsync(cancel).ConfigureAwait(false);
        var shelf = services.GetRequiredService<BookShelf>();
        await services.GetRequiredService<Capacity>().WakeAsync(shelf.Current.Buyers.Keys, cancel).ConfigureAwait(false);
        await services.GetRequiredService<Capacity>().WakeAsync(shelf.Current.Groups.Keys).ConfigureAwait(false);
        await services.GetRequiredService<NumberPools>().WakeAsync(shelf.Current.Pools.Keys).ConfigureAwait(false);
        await WarmAsync(services, cancel).ConfigureAwait(false);
        var finder = services.GetRequiredService<TargetFinder>();
        finder.Prepare(shelf.Current);
        shelf.Swapped += finder.Prepare;
        await LearnThePastAsync(services.GetRequiredService<Store>(), services.GetRequiredService<OddsBoard>(), cancel)
            .ConfigureAwait(false);

        var recordings = services.GetRequiredService<RecordingShelf>();
        var edge = new SipEdge(
            new SipEdgeSettings(settings.Sip, settings.RtpPortFirst, settings.RtpPortLast)
            {
                Addresses = services.GetRequiredService<AddressPolicy>(),
                Recordings = new RecordingSettings(recordings.Directory, recordings.KeepAsync),
            },
            shelf,
            services.GetRequiredService<PhoneLine>().Take,
            TimeProvider.System,
            services.GetRequiredService<ILoggerFactory>());
        await edge.StartAsync(cancel).ConfigureAwait(false);
        services.GetRequiredService<EdgeFigures>().Watch(edge);
        services.GetRequiredService<OwnSipHost>().ListensAt(edge.BoundEndPoint);
        services.GetRequiredService<Readiness>().Ready();
        return edge;
    }

    /// <summary>
    /// Connections to the bidders, and a rehearsal of asking them: what the first caller would wait for. A bidder that
    /// does not answer holds nobody up for longer than the patience; its connections are opened later.
    /// </summary>
    private static async Task WarmAsync(IServiceProvider services, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(WarmPatience);
        try
        {
            await Task.WhenAll(
                services.GetRequiredService<WarmConnections>().RoundAsync(patience.Token),
                Rehearsal.RunAsync(services.GetRequiredService<AuctionSettings>(), TimeProvider.System, patience.Token))
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Colder, but able to take calls.
        }
    }

    private static Uri BoundHttp(WebApplication app) => new(
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
}
