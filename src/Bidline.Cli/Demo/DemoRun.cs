using System.Text;
using Bidline.Cli.Commands;
using Bidline.Server.Hosting;
using Bidline.Simulator;
using Bidline.Simulator.Callers;
using Bidline.Storage;

namespace Bidline.Cli.Demo;

/// <summary>One demo from the first bidder to the last check.</summary>
internal sealed class DemoRun(ServeSettings settings, WorldSettings world)
{
    private static readonly TimeSpan SettleMax = TimeSpan.FromSeconds(30);

    private readonly List<CallerReport> _reports = [];
    private readonly TimeProvider _clock = TimeProvider.System;

    public async Task<int> PlayAsync(CancellationToken cancel)
    {
        await using var simulated = await World.StartAsync(world, _clock, cancel);
        var market = await WriteMarketAsync(simulated, cancel);
        bool complete;
        await using (var server = await BidlineServer.StartAsync(settings with { Apply = [market] }, cancel))
        {
            simulated.OpenSite(server.Http);
            await LoadZipsAsync(server, cancel);
            Greet(server, market, simulated.Site);
            complete = await RunAsync(server, simulated, cancel);
        }

        if (world.Calls is null) return ExitCode.Done;
        var store = new StoreSettings(settings.Store, settings.DataDirectory, settings.PostgresConnection);
        var code = await CheckCommand.RunAsync(store, CancellationToken.None);
        return complete ? code : ExitCode.Failed;
    }

    /// <summary>The market file stays beside the data, for whoever wants to see what a market looks like.</summary>
    private async Task<string> WriteMarketAsync(World simulated, CancellationToken cancel)
    {
        var path = Path.Combine(settings.DataDirectory, "market.yaml");
        try
        {
            Directory.CreateDirectory(settings.DataDirectory);
            await File.WriteAllTextAsync(path, simulated.MarketYaml, cancel);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The data directory {settings.DataDirectory} cannot be used: {e.Message}");
        }
    }

    private async Task LoadZipsAsync(BidlineServer server, CancellationToken cancel)
    {
        using var api = new ApiClient(server.Http, settings.AdminKey);
        using var csv = new StringContent(World.ZipsCsv, Encoding.UTF8, "text/csv");
        await api.SendAsync(HttpMethod.Put, "/v1/lookup-files/zips", csv, cancel);
    }

    private void Greet(BidlineServer server, string market, Uri site)
    {
        Console.WriteLine($"Open  {server.Http}");
        Console.WriteLine($"      calls come in at sip:{server.Sip}; the market is {market}; seed {world.Seed}");
        var page = new Uri(site, "?utm_source=google&kw=emergency+plumber&gclid=demo&zip=33146");
        Console.WriteLine($"      a page that shows each visitor a number of its own: {page}");
        Console.WriteLine(world.Calls is { } calls
            ? $"      {calls} calls at {world.CallsPerSecond:0.##} a second, then a summary"
            : $"      a call every {1 / world.CallsPerSecond:0.#} s until you press Ctrl-C");
        Console.WriteLine("      3 s of conversation stand for 90: time is compressed, milliseconds are real");
        Console.WriteLine();
    }

    private async Task<bool> RunAsync(BidlineServer server, World simulated, CancellationToken cancel)
    {
        using var api = new ApiClient(server.Http, settings.AdminKey);
        var ticker = new CallTicker(api, _clock);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var following = ticker.FollowAsync(over.Token);
        await simulated.RunAsync(server.Sip, Take, cancel);
        await over.CancelAsync();
        await following;
        int placed;
        lock (_reports) placed = _reports.Count(report => report.Status != 0);
        var complete = await ticker.AwaitAsync(placed, SettleMax, CancellationToken.None);
        DemoSummary.Print(ticker.Settled, _reports, simulated.Counts);
        if (!complete)
            await Console.Error.WriteLineAsync($"bidline: {placed - ticker.Settled.Count} calls were not settled in time.");
        return complete;
    }

    private void Take(CallerReport report)
    {
        lock (_reports) _reports.Add(report);
    }
}
