using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Bidline.Accounts;
using Bidline.Adapters.Buyers;
using Bidline.Adapters.Buyers.Watching;
using Bidline.Adapters.Carriers;
using Bidline.Adapters.Pages;
using Bidline.Adapters.Postbacks;
using Bidline.Auctions;
using Bidline.Auctions.Trials;
using Bidline.Billing;
using Bidline.Calls;
using Bidline.Calls.Simulations;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Enrichment.Places;
using Bidline.Odds;
using Bidline.Postbacks;
using Bidline.Recordings;
using Bidline.Routing;
using Bidline.Routing.Traffic;
using Bidline.Screening;
using Bidline.Server.Api;
using Bidline.Storage;
using Bidline.Tests.Campaigns;
using Bidline.Tests.Storage;
using Bidline.Tracking.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bidline.Tests.Api;

/// <summary>The API on Kestrel with a real store, a ledger and buyers' keepers; the boring market is in force.</summary>
public sealed class ApiServer : IAsyncDisposable
{
    public const string AdminKey = "bl_live_the-key-of-the-environment";
    public const string StripeSecret = "whsec_the-secret-of-the-endpoint";

    private readonly TestStore _test;
    private readonly WebApplication _app;

    private ApiServer(TestStore test, WebApplication app) => (_test, _app) = (test, app);

    public Uri Address => new(_app.Urls.Single());

    public IServiceProvider Services => _app.Services;

    public CampaignBook Book => _app.Services.GetRequiredService<BookShelf>().Current;

    public static async Task<ApiServer> StartAsync(StoreKind kind = StoreKind.Sqlite, bool allowPrivate = false)
    {
        var test = await TestStore.OpenAsync(kind);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(test.Store).AddSingleton<BookShelf>().AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<CallFeed>().AddSingleton<CallLog>().AddSingleton<Ledger>();
        builder.AddBuyerKeeping();
        AddTrials(builder.Services, allowPrivate);
        builder.Services.AddApi(new ApiSettings(AdminKey, allowPrivate, ["bidline", "ringba", "template"])
        {
            Partners = BuyerPartners.All,
            StripeSecret = StripeSecret,
        });
        var app = builder.Build();
        app.MapApi();
        await app.StartAsync();
        var keeper = app.Services.GetRequiredService<MarketKeeper>();
        await keeper.LoadAsync(CancellationToken.None);
        await keeper.ApplyAsync(Markets.Document, KeptMarket.ByAnn, CancellationToken.None);
        return new ApiServer(test, app);
    }

    /// <summary>A client with a key of this role; null is without a key.</summary>
    public async Task<HttpClient> ClientAsync(Role? role = Role.Admin)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (role is null) return client;
        var keys = Services.GetRequiredService<ApiKeys>();
        var (_, secret) = await keys.CreateAsync($"test {role}", role.Value, null, KeptMarket.Ann);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return client;
    }

    private static void AddTrials(IServiceCollection services, bool allowPrivate)
    {
        var addresses = new AddressPolicy(allowPrivate);
        services.AddSingleton(new PostbackClient(new PostbackClientSettings(), addresses, TimeProvider.System));
        services.AddSingleton<SendPostback>(provider => provider.GetRequiredService<PostbackClient>().SendAsync);
        services.AddSingleton(provider => NumberCarriers.All(provider.GetRequiredService<PostbackClient>().AskAsync));
        services.AddSingleton<FetchPage>(new PageClient(addresses, TimeProvider.System).FetchAsync);
        services.AddSingleton(new WatchedClient(new BidderClientSettings(), addresses, TimeProvider.System));
        var settings = new AuctionSettings("bidline.test", new byte[32]);
        services.AddSingleton(settings);
        services.AddSingleton(new BidderHealth(settings, TimeProvider.System));
        services.AddSingleton(provider => new BidderTrial(
            settings,
            BuyerProtocols.All,
            provider.GetRequiredService<WatchedClient>().AskAsync,
            new DestinationPolicy(addresses, []),
            provider.GetRequiredService<BidderHealth>(),
            TimeProvider.System));
        services.AddSingleton(new BidderClient(new BidderClientSettings(), addresses, TimeProvider.System));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<RecordingShelf>(
            provider, Directory.CreateTempSubdirectory("bidline-recordings-").FullName));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<LookupFiles>(
            provider, Directory.CreateTempSubdirectory("bidline-lookup-files-").FullName));
        services.AddSingleton(new RecordingLinks(new byte[32], TimeProvider.System));
        services.AddSingleton<TrafficMeter>().AddSingleton<PastBids>();
        services.AddSingleton<CallerHistory>().AddSingleton<CallScreen>();
        services.AddSingleton(provider => new CallSimulator(
            provider.GetRequiredService<CallScreen>(),
            provider.GetRequiredService<TrafficMeter>(),
            new Enricher([new NumberingPlanSource()], TimeProvider.System, NullLogger<Enricher>.Instance),
            new TargetFinder(provider.GetRequiredService<StandingBoard>()),
            provider.GetRequiredService<StandingBoard>(),
            new OddsBoard(),
            settings,
            BuyerProtocols.All,
            provider.GetRequiredService<BidderClient>().AskAsync,
            new DestinationPolicy(addresses, []),
            provider.GetRequiredService<PastBids>(),
            TimeProvider.System));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _test.DisposeAsync();
    }
}

internal static class Asking
{
    /// <summary>Sends JSON and reads status, headers and JSON of the answer.</summary>
    public static async Task<Answer> SendAsync(
        this HttpClient client, string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            var type = body.StartsWith('{') || body.StartsWith('[') ? "application/json" : "application/yaml";
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) ?? false;
        return new Answer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            text,
            isJson ? JsonDocument.Parse(text).RootElement : default,
            response.Headers.ETag?.ToString(),
            response.Headers.ToDictionary(pair => pair.Key, pair => string.Join(',', pair.Value), StringComparer.OrdinalIgnoreCase));
    }
}

internal sealed record Answer(
    int Status, string? Type, string Text, JsonElement Json, string? Tag, Dictionary<string, string> Headers)
{
    /// <summary>The errors of a problem, as "pointer code".</summary>
    public IEnumerable<string> Errors => Json.GetProperty("errors").EnumerateArray()
        .Select(error => $"{error.GetProperty("pointer")} {error.GetProperty("code")}");

    public string Of(string property) => Json.GetProperty(property).ToString();
}
