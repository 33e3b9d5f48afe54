using System.Collections.Concurrent;
using Microsoft.AspNetCore.Components;

namespace Bidline.Server.Console.Watching;

/// <summary>
/// Hands what a page read while it was prerendered to the page that becomes interactive a moment later, so that nothing
/// is read twice and nothing flickers. The values stay in this process; the page carries their key alone.
/// </summary>
internal sealed class Handover(PersistentComponentState page, HandedOver values)
{
    public async Task<T> TakeOrReadAsync<T>(string name, Func<Task<T>> read)
        where T : class
    {
        if (page.TryTakeFromJson<string>(name, out var key) && key is not null && values.Take(key) is T kept) return kept;
        var value = await read();
        page.RegisterOnPersisting(() =>
        {
            page.PersistAsJson(name, values.Put(value));
            return Task.CompletedTask;
        });
        return value;
    }
}

/// <summary>Values on their way from a prerendered page to its interactive self. Safe on any thread.</summary>
internal sealed class HandedOver(TimeProvider clock)
{
    /// <summary>A page that has not become interactive by then does without.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(20);

    private const int KeptMax = 500;

    private readonly ConcurrentDictionary<string, (object Value, DateTimeOffset Until)> _kept = new();

    public string Put(object value)
    {
        var now = clock.GetUtcNow();
        foreach (var old in _kept.Where(pair => pair.Value.Until <= now)) _kept.TryRemove(old);
        var key = Primitives.Ids.New(clock).ToString("N");
        if (_kept.Count < KeptMax) _kept[key] = (value, now + KeptFor);
        return key;
    }

    /// <summary>Once only; null for what is not there any more.</summary>
    public object? Take(string key) =>
        _kept.TryRemove(key, out var kept) && kept.Until > clock.GetUtcNow() ? kept.Value : null;
}
