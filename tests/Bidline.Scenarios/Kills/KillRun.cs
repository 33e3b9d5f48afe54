using System.Net.Http.Json;
using System.Text.Json;
using Bidline.Primitives;
using Bidline.Scenarios.Parts;
using Shouldly;

namespace Bidline.Scenarios.Kills;

/// <summary>
/// One server with real callers and phones that is killed again and again at fail points, always on the same data; after
/// every death it is started again, settles what is left, and its books are checked.
/// </summary>
internal sealed class KillRun : IAsyncDisposable
{
    private const int CallsEach = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly string _directory;
    private readonly CancellationToken _cancel;
    private readonly HashSet<string> _acknowledged = [];
    private readonly List<ChildProgram> _phones = [];
    private ScenarioBidder _bidders = null!;
    private ServerProgram _server = null!;

    private KillRun(string directory, CancellationToken cancel) => (_directory, _cancel) = (directory, cancel);

    private string Order => Path.Combine(_directory, "fail-point");

    /// <summary>Times that it died.</summary>
    public int Deaths { get; private set; }

    public static async Task<KillRun> StartAsync(string? postgres, CancellationToken cancel)
    {
        var run = new KillRun(Repository.FreshDirectory(), cancel);
        run._bidders = await ScenarioBidder.StartAsync(KillMarket.Bidders, cancel);
        var (answers, busy) = (run.Phone("answers"), run.Phone("is-busy"));
        var market = Path.Combine(run._directory, "market.yaml");
        await File.WriteAllTextAsync(market, KillMarket.Yaml(run._bidders.Address, answers, busy), cancel);
        var data = Directory.CreateDirectory(Path.Combine(run._directory, "data")).FullName;
        var settings = new ServerSettings(data, market, postgres)
        {
            Environment = new Dictionary<string, string> { [FailPoint.Variable] = run.Order },
        };
        run._server = await ServerProgram.StartAsync(settings, cancel);
        return run;
    }

    /// <summary>Dies as it passes the point for so many times, and once more while it recovers when that is asked for.</summary>
    public async Task KillAsync(string point, int times, string? whileRecovering)
    {
        var what = $"{point} {times}, then {whileRecovering ?? "nothing"}";
        await File.WriteAllTextAsync(Order, $"{point} {times}", _cancel);
        await DieAsync(what);
        await File.WriteAllTextAsync(Order, whileRecovering is null ? "" : $"{whileRecovering} 1", _cancel);
        while (!await _server.TryRestartAsync(_cancel) || !await SettleAsync(what))
        {
            // It died of the point again, as it recovered.
            Deaths++;
            await File.WriteAllTextAsync(Order, "", _cancel);
        }

        await File.WriteAllTextAsync(Order, "", _cancel);
        var (code, said) = await _server.CheckAsync(_cancel);
        code.ShouldBe(0, $"{what} ({_directory})\n{said}\nserver:\n{_server.Said}");
    }

    public async Task EndAsync()
    {
        await _server.StopAsync(_cancel);
        var (code, said) = await _server.CheckAsync(_cancel);
        code.ShouldBe(0, $"{_directory}\n{said}");
        Directory.Delete(_directory, recursive: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        foreach (var phone in _phones) phone.Dispose();
        await _bidders.DisposeAsync();
    }

    private async Task DieAsync(string what)
    {
        using var sold = Call(KillMarket.Sold);
        using var postedBack = Call(KillMarket.PostedBack);
        var until = DateTime.UtcNow + Patience;
        while (!_server.HasExited)
        {
            if (DateTime.UtcNow > until) throw new TimeoutException($"{what} was not passed ({_directory}).\n{_server.Said}");
            await TryPostBackAsync();
            await Task.Delay(50, _cancel);
        }

        Deaths++;
    }

    /// <summary>False when the server died meanwhile.</summary>
    private async Task<bool> SettleAsync(string what)
    {
        var until = DateTime.UtcNow + Patience;
        while (!await TryPostBackAsync())
        {
            if (_server.HasExited) return false;
            if (DateTime.UtcNow > until) throw new TimeoutException($"{what}: calls are not settled ({_directory}).\n{_server.Said}");
            await Task.Delay(100, _cancel);
        }

        return true;
    }

    /// <summary>Posts back a sale for every call that waits for one and has not been acknowledged.</summary>
    /// <returns>True when all calls are settled and every acknowledged sale is booked.</returns>
    private async Task<bool> TryPostBackAsync()
    {
        try
        {
            var calls = await ListAsync("/v1/calls?limit=50");
            foreach (var call in calls.Where(IsSale))
            {
                var id = Text(call, "id")!;
                if (_acknowledged.Contains(id)) continue;
                var report = new { @event = "sale", amount = "300.00" };
                using var answer = await _server.Api.PostAsJsonAsync($"/v1/conversions/{id}", report, _cancel);
                answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(_cancel));
                _acknowledged.Add(id);
            }

            if (!calls.All(call => Text(call, "phase") == "ended" && Text(call, "revenue") is not null)) return false;
            var booked = await ListAsync("/v1/conversions?limit=50&state=booked");
            var known = booked.Select(one => Text(one, "call")).ToHashSet();
            return calls.Select(call => Text(call, "id")!).All(id => !_acknowledged.Contains(id) || known.Contains(id));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // It died: what was not acknowledged is posted again, as a buyer's system does.
            return false;
        }
    }

    private async Task<List<JsonElement>> ListAsync(string path) =>
        [.. (await _server.Api.GetFromJsonAsync<JsonElement>(path, _cancel)).GetProperty("data").EnumerateArray()];

    private static bool IsSale(JsonElement call) =>
        Text(call, "campaign") == KillMarket.PostedBackCampaign && Text(call, "phase") == "ended"
        && Text(call, "outcome") == "connected";

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private ChildProgram Call(string number) => Sipp.Call(
        new CallerAct { Caller = "talks", Seconds = 1.2, Calls = CallsEach, Dials = number }, _server.Sip, _directory);

    private int Phone(string part)
    {
        var (program, port) = Sipp.Phone(part, seconds: 2, _directory);
        _phones.Add(program);
        return port;
    }
}
