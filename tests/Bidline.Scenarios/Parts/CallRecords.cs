using System.Net.Http.Json;
using System.Text.Json;

namespace Bidline.Scenarios.Parts;

/// <summary>Reads over the API what became of the calls, as anybody would.</summary>
internal sealed class CallRecords(HttpClient api)
{
    /// <summary>Waits until that many calls are on record and all of them are settled, then returns them whole.</summary>
    public async Task<IReadOnlyList<JsonElement>> SettledAsync(int count, TimeSpan atMost, CancellationToken cancel)
    {
        var until = DateTime.UtcNow + atMost;
        while (true)
        {
            var calls = await ListAsync(cancel);
            if (calls.Count >= count && calls.All(IsSettled)) return await WholeAsync(calls, cancel);
            if (DateTime.UtcNow > until)
                throw new TimeoutException($"After {atMost} there were {calls.Count} calls:\n{string.Join("\n", calls)}");
            await Task.Delay(150, cancel);
        }
    }

    private async Task<List<JsonElement>> ListAsync(CancellationToken cancel)
    {
        var page = await api.GetFromJsonAsync<JsonElement>("/v1/calls?reveal=true&limit=200", cancel);
        return [.. page.GetProperty("data").EnumerateArray()];
    }

    private async Task<IReadOnlyList<JsonElement>> WholeAsync(List<JsonElement> calls, CancellationToken cancel)
    {
        var whole = new List<JsonElement>();
        foreach (var call in calls)
        {
            var id = call.GetProperty("id").GetString();
            whole.Add(await api.GetFromJsonAsync<JsonElement>($"/v1/calls/{id}?expand=trace&reveal=true", cancel));
        }

        return whole;
    }

    /// <summary>What the settled half writes is there: how much the call came to, be it nothing.</summary>
    private static bool IsSettled(JsonElement call) =>
        call.GetProperty("phase").GetString() == "ended"
        && call.TryGetProperty("revenue", out var revenue) && revenue.ValueKind == JsonValueKind.String;
}
