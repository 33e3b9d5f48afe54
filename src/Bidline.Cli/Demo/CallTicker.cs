using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Bidline.Cli.Demo;

/// <summary>Prints a line for every call when it is settled: what the API says of it, in the API's own words.</summary>
internal sealed class CallTicker(ApiClient api, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    private readonly HashSet<string> _printed = [];
    private readonly ConcurrentBag<SettledCall> _settled = [];
    private readonly DateTimeOffset _since = clock.GetUtcNow();

    /// <summary>Every call that was settled since the start.</summary>
    public IReadOnlyCollection<SettledCall> Settled => _settled;

    /// <summary>Until cancelled.</summary>
    public async Task FollowAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                await LookAsync(cancel);
                await Task.Delay(Pause, clock, cancel);
            }
        }
        catch (OperationCanceledException)
        {
            // The demo is over.
        }
    }

    /// <summary>Looks once more and again until that many calls are settled or the time is over.</summary>
    public async Task<bool> AwaitAsync(int calls, TimeSpan atMost, CancellationToken cancel)
    {
        var start = clock.GetTimestamp();
        while (_settled.Count < calls && clock.GetElapsedTime(start) < atMost)
        {
            await LookAsync(cancel);
            await Task.Delay(Pause, clock, cancel);
        }

        return _settled.Count >= calls;
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        var fresh = new List<JsonElement>();
        string? next = null;
        do
        {
            var page = await api.GetAsync($"/v1/calls?limit=100{(next is null ? "" : $"&after={next}")}", cancel);
            var calls = page.GetProperty("data").EnumerateArray().ToList();
            fresh.AddRange(calls.Where(IsFresh));
            // Newest first: once a whole page is known, so is everything before it.
            next = calls.Any(IsFresh) && page.GetProperty("has_more").GetBoolean() ? page.GetProperty("next").GetString() : null;
        }
        while (next is not null);

        foreach (var call in Enumerable.Reverse(fresh).Where(call => Text(call, "phase") == "ended"))
            await PrintAsync(Text(call, "id")!, cancel);
    }

    private bool IsFresh(JsonElement call) =>
        call.GetProperty("received_at").GetDateTimeOffset() >= _since && !_printed.Contains(Text(call, "id")!);

    private async Task PrintAsync(string id, CancellationToken cancel)
    {
        var call = await api.GetAsync($"/v1/calls/{id}?expand=trace", cancel);
        // What it came to is written by the settled half, be it nothing; until then the call is not done.
        if (Text(call, "revenue") is null || !_printed.Add(id)) return;
        _settled.Add(SettledCall.Read(call));
        var at = call.GetProperty("received_at").GetDateTimeOffset().ToLocalTime();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{at:HH:mm:ss}  {Text(call, "caller") ?? "anonymous",-20} {Text(call, "outcome"),-13} {Text(call, "verdict")}"));
    }

    private static string? Text(JsonElement call, string name) =>
        call.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>What the summary needs of a call.</summary>
internal sealed record SettledCall(string Outcome, decimal Revenue, decimal Payout, decimal Margin)
{
    public static SettledCall Read(JsonElement call) => new(
        call.GetProperty("outcome").GetString()!, Amount(call, "revenue"), Amount(call, "payout"), Amount(call, "margin"));

    private static decimal Amount(JsonElement call, string name) =>
        decimal.Parse(call.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
