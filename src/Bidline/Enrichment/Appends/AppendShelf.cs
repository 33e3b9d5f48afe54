using System.Collections.Concurrent;
using System.Text.Json;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Enrichment.Appends;

/// <summary>
/// What was appended in the last two days: durable in the store, and in memory for every call that comes. Safe on any
/// thread.
/// </summary>
public sealed class AppendShelf(Store store, TimeProvider clock)
{
    /// <summary>Some 200 MB at the most; more are refused until the oldest are over.</summary>
    public const int EntriesMax = 200_000;

    /// <summary>For one caller, or for one call.</summary>
    public const int EachMax = 50;

    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(48);

    private const string Insert =
        "INSERT INTO appends (id, caller, call_id, publisher, tags, at, told_by) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6)";

    private readonly ConcurrentDictionary<string, Append[]> _byKey = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long _last;
    private int _count;

    /// <summary>The number of the last that came: what comes later has a greater one.</summary>
    public long Last => Volatile.Read(ref _last);

    public int Count => Volatile.Read(ref _count);

    /// <summary>Before the first call.</summary>
    public async Task LoadAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        var since = UnixMicros.Of(clock.GetUtcNow() - KeptFor);
        await foreach (var row in db.Set<AppendRow>().AsNoTracking().Where(row => row.At > since)
            .OrderBy(row => row.At).AsAsyncEnumerable().WithCancellation(cancel))
            if (Read(row) is { } append)
                Put(append);
    }

    /// <summary>Keeps it; of use for calls as soon as it is durable.</summary>
    /// <returns>Null when there are too many, of this caller or in all.</returns>
    public async Task<Append?> TakeAsync(
        PhoneNumber caller, CallId? call, PublisherId? publisher, IReadOnlyDictionary<string, string> tags, string by)
    {
        var append = new Append($"apd_{Ids.New(clock):N}", caller, call, publisher, tags, clock.GetUtcNow(), by);
        if (Count >= EntriesMax) return null;
        if (_byKey.TryGetValue(append.Key, out var known) && known.Count(IsInForce) >= EachMax) return null;
        await store.Commits.CommitAsync(new CommitUnit(null, [new Statement(
            Insert, append.Id, caller.IsSet ? caller.E164 : null, call?.ToString(), publisher?.Value,
            JsonSerializer.Serialize(tags, StoredJson.Options), UnixMicros.Of(append.At), by)])).ConfigureAwait(false);
        return Put(append);
    }

    /// <summary>What is of use for this call, oldest first.</summary>
    /// <param name="after">Only what came after the one of this number.</param>
    public IReadOnlyList<Append> Find(CallerQuestion question, long after = 0)
    {
        if (Count == 0 || Last <= after) return [];
        var found = new List<Append>();
        if (question.Caller.IsSet) Take(question.Caller.E164);
        Take(question.Call.ToString());
        return [.. found.OrderBy(append => append.Number)];

        void Take(string key)
        {
            if (!_byKey.TryGetValue(key, out var all)) return;
            foreach (var append in all)
                if (append.Number > after && append.IsFor(question.Publisher) && IsInForce(append))
                    found.Add(append);
        }
    }

    /// <summary>Forgets what is older than is kept, here and in the store.</summary>
    public async Task ForgetOldAsync()
    {
        foreach (var (key, all) in _byKey)
        {
            var left = Array.FindAll(all, IsInForce);
            if (left.Length == all.Length) continue;
            // One that came meanwhile has changed the entry: it is looked at again in the next round.
            var forgotten = left.Length == 0
                ? _byKey.TryRemove(KeyValuePair.Create(key, all))
                : _byKey.TryUpdate(key, left, all);
            if (forgotten) Interlocked.Add(ref _count, left.Length - all.Length);
        }

        await store.Commits.CommitAsync(new CommitUnit(null, [new Statement(
            "DELETE FROM appends WHERE at <= @p0", UnixMicros.Of(clock.GetUtcNow() - KeptFor))])).ConfigureAwait(false);
    }

    private Append Put(Append append)
    {
        lock (_gate)
        {
            append = append with { Number = _last + 1 };
            _byKey.AddOrUpdate(append.Key, static (_, one) => [one], static (_, all, one) => [.. all, one], append);
            Interlocked.Increment(ref _count);
            // Last: whoever sees the number finds the append.
            Volatile.Write(ref _last, append.Number);
        }

        return append;
    }

    private bool IsInForce(Append append) => append.At > clock.GetUtcNow() - KeptFor;

    private static Append? Read(AppendRow row)
    {
        var caller = PhoneNumber.TryParse(row.Caller, out var number) ? number : default;
        CallId? call = CallId.TryParse(row.CallId, out var id) ? id : null;
        if (!caller.IsSet && call is null) return null;
        return new Append(
            row.Id, caller, call, row.Publisher is { } publisher ? new PublisherId(publisher) : null,
            JsonSerializer.Deserialize<Dictionary<string, string>>(row.Tags, StoredJson.Options)!,
            UnixMicros.At(row.At), row.ToldBy);
    }
}
