using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Bidline.Server.Hosting;
using Bidline.Simulator;
using Bidline.Storage;

namespace Bidline.Console.Parts;

/// <summary>
/// A real server with a real, simulated market around it, in which some calls have been made. Quiet, so that what is on a
/// screen stays as it is, until a test asks for <see cref="Life"/>.
/// </summary>
public sealed class Market : IAsyncDisposable
{
    public const int Calls = 60;

    private const string AdminKey = "bl_test_console_0123456789abcdef";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly World _world;
    private readonly string _directory;

    private Market(World world, BidlineServer server, string directory)
    {
        (_world, Server, _directory) = (world, server, directory);
        Api = new HttpClient { BaseAddress = server.Http };
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
    }

    public BidlineServer Server { get; }

    /// <summary>A publisher's pages, on an origin of their own.</summary>
    public Uri Site => _world.Site;

    /// <summary>The REST API, as an admin.</summary>
    public HttpClient Api { get; }

    /// <summary>Starts server and world. The calls of a world are always the same, every third a story of its own.</summary>
    /// <param name="letsVisitorsIn">As a demo does; otherwise people sign in.</param>
    public static async Task<Market> OpenAsync(WorldSettings settings, bool letsVisitorsIn = true)
    {
        var directory = Directory.CreateTempSubdirectory("bidline-console-").FullName;
        var world = await World.StartAsync(settings, TimeProvider.System, CancellationToken.None);
        var file = Path.Combine(directory, "market.yaml");
        await File.WriteAllTextAsync(file, world.MarketYaml);
        var rtp = FreePorts.Range(400);
        var server = await BidlineServer.StartAsync(
            new ServeSettings(
                Path.Combine(directory, "data"), new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.Loopback, 0),
                rtp, rtp + 399, StoreKind.Sqlite, null, [file], AllowPrivate: true, AdminKey, DemoSignIn: letsVisitorsIn),
            CancellationToken.None);
        world.OpenSite(server.Http);
        var market = new Market(world, server, directory);
        using var zips = new StringContent(World.ZipsCsv);
        using var loaded = await market.Api.PutAsync(new Uri("/v1/lookup-files/zips", UriKind.Relative), zips);
        loaded.EnsureSuccessStatusCode();
        return market;
    }

    /// <summary>Makes the world's calls, all of them, and returns when the last one is settled.</summary>
    public async Task RingAsync()
    {
        await _world.RunAsync(Server.Sip, _ => { }, CancellationToken.None);
        await SettledAsync();
    }

    /// <summary>One call, until it is over.</summary>
    public Task CallAsync(string caller, string dialled, TimeSpan talk) =>
        _world.CallAsync(Server.Sip, caller, dialled, talk, CancellationToken.None);

    /// <summary>Calls come in until it is disposed; then all is quiet and settled again.</summary>
    public Life Live() => new(this, cancel => _world.RunAsync(Server.Sip, _ => { }, cancel));

    public async Task<JsonElement> GetAsync(string path) => await Api.GetFromJsonAsync<JsonElement>(path);

    /// <summary>Every call there is, newest first, as the API lists it.</summary>
    public async Task<IReadOnlyList<JsonElement>> CallsAsync()
    {
        var all = new List<JsonElement>();
        for (var next = ""; next is not null;)
        {
            var page = await GetAsync($"/v1/calls?reveal=true&limit=200{next}");
            all.AddRange(page.GetProperty("data").EnumerateArray());
            next = page.GetProperty("has_more").GetBoolean() ? $"&after={page.GetProperty("next").GetString()}" : null;
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Server.DisposeAsync();
        await _world.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    internal async Task SettledAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while ((await CallsAsync()).Any(call => !call.TryGetProperty("revenue", out var revenue) || revenue.ValueKind == JsonValueKind.Null))
            await Task.Delay(200, patience.Token);
    }
}

/// <summary>Calls coming in.</summary>
public sealed class Life : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly Market _market;
    private readonly Task _running;

    internal Life(Market market, Func<CancellationToken, Task> run) => (_market, _running) = (market, run(_over.Token));

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _running;
        await _market.SettledAsync();
        _over.Dispose();
    }
}
