using System.Net;
using System.Text;
using System.Text.Json;
using Bidline.Accounts;
using Bidline.Adapters.Lookups;
using Bidline.Campaigns;
using Bidline.Enrichment.Places;
using Bidline.Server.Visits;
using Bidline.Tests.Tracking;
using Bidline.Tracking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bidline.Tests.Visits;

/// <summary>What pages ask, on Kestrel, with a real keeper behind it.</summary>
internal sealed class VisitServer : IAsyncDisposable
{
    public const string Chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36";

    private readonly WebApplication _app;
    private readonly PoolHost _pools;

    private VisitServer(WebApplication app, PoolHost pools)
    {
        (_app, _pools) = (app, pools);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public PoolHost Pools => _pools;

    public required LookupFiles Files { get; init; }

    public static async Task<VisitServer> StartAsync(NumberPool pool)
    {
        var pools = await PoolHost.StartAsync(pool);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(pools.Keeping.Shelf).AddSingleton(pools.Keeping.Pools).AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new VisitTickets(new byte[32])).AddSingleton<VisitLimits>().AddSingleton<VisitDesk>();
        var files = new LookupFiles(
            Directory.CreateTempSubdirectory("bidline-lookup-files-").FullName,
            new Audit(pools.Keeping.Store, TimeProvider.System), TimeProvider.System, AddressFile.Read);
        builder.Services.AddSingleton(files);
        var app = builder.Build();
        PageRoutes.Map(app);
        await app.StartAsync();
        return new VisitServer(app, pools) { Files = files };
    }

    public Task<(HttpStatusCode Status, JsonElement Said)> LeaseAsync(
        string? ticket = null, string url = "https://site.example/?utm_source=google", params (string Name, string Value)[] headers) =>
        PostAsync("site/leases", JsonSerializer.Serialize(new { ticket, url }), headers);

    public async Task<(HttpStatusCode Status, JsonElement Said)> PostAsync(
        string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/n/{path}")
        {
            Content = new StringContent(body, Encoding.UTF8, "text/plain"),
        };
        request.Headers.TryAddWithoutValidation("User-Agent", Chrome);
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request);
        response.Headers.GetValues("Access-Control-Allow-Origin").Single().ToString();
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await _pools.DisposeAsync();
    }
}
