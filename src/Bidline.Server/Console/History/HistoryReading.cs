using System.Collections.Concurrent;
using Bidline.Accounts;
using Bidline.Campaigns;

namespace Bidline.Server.Console.History;

/// <summary>Reads versions and what each changed, and puts one back. Safe on any thread.</summary>
internal sealed class HistoryReading(MarketArchive archive, MarketSchedule schedule, MarketKeeper keeper)
{
    public const int PageSize = 20;

    /// <summary>Versions that are looked at for one page of an entry's own.</summary>
    private const int LookedAtMax = 200;

    private const int ScheduledMax = 50;
    private const int KeptMax = 2_000;

    private readonly ConcurrentDictionary<int, IReadOnlyList<MarketChange>> _changes = new();

    /// <param name="entry">Only versions that changed it; null is all.</param>
    /// <param name="before">Only versions below it; null is the newest.</param>
    public async Task<HistoryView> ReadAsync(EntryName? entry, int? before, CancellationToken cancel)
    {
        var rows = await archive.ListAsync((entry is null ? PageSize : LookedAtMax) + 1, before, cancel);
        var more = rows.Count > (entry is null ? PageSize : LookedAtMax);
        var shown = new List<VersionView>();
        int? next = more ? rows[^2].Version : null;
        foreach (var row in more ? rows.SkipLast(1) : rows)
        {
            var changes = await ChangesAsync(row.Version, cancel);
            var own = entry is null ? changes : [.. changes.Where(entry.IsOf)];
            if (entry is not null && own.Count == 0) continue;
            shown.Add(new VersionView(
                row.Version, row.At, AuthorName.Of(row.Author), own, row.Version == keeper.InForce.Version));
            if (shown.Count < PageSize) continue;
            if (row.Version > 1) next = row.Version;
            break;
        }

        return new HistoryView(keeper.InForce.Version, shown, next, await schedule.ListAsync(ScheduledMax, cancel));
    }

    /// <summary>Null when there is no such version.</summary>
    public async Task<IReadOnlyList<MarketChange>?> CompareAsync(int from, int to, EntryName? entry, CancellationToken cancel)
    {
        var (before, after) = (await archive.FindAsync(from, cancel), await archive.FindAsync(to, cancel));
        if (before is null || after is null) return null;
        var changes = MarketDiff.Between(before.Document, after.Document);
        return entry is null ? changes : [.. changes.Where(entry.IsOf)];
    }

    /// <summary>Puts a version, or this entry as it was then, in force; or says what that would change.</summary>
    /// <returns>Null when there is no such version, or the entry was not in it.</returns>
    public async Task<ApplyResult?> RestoreAsync(
        int version, EntryName? entry, ApplyOptions options, CancellationToken cancel)
    {
        if (await archive.FindAsync(version, cancel) is not { Version: > 0 } found) return null;
        if (entry is null) return await keeper.ReplaceAsync(found.Document, options, cancel);
        return entry.In(found.Document) is { } part ? await keeper.ApplyAsync(part, options, cancel) : null;
    }

    public Task<bool> CancelAsync(string change, Author author) => schedule.CancelAsync(change, author);

    private async Task<IReadOnlyList<MarketChange>> ChangesAsync(int version, CancellationToken cancel)
    {
        if (_changes.TryGetValue(version, out var kept)) return kept;
        var after = await archive.FindAsync(version, cancel) ?? MarketVersion.None;
        var before = await archive.FindAsync(version - 1, cancel) ?? MarketVersion.None;
        var changes = MarketDiff.Between(before.Document, after.Document);
        if (_changes.Count < KeptMax) _changes[version] = changes;
        return changes;
    }
}

/// <param name="InForce">The version that new calls get.</param>
/// <param name="Next">Look below it for older ones; null when these are the oldest.</param>
internal sealed record HistoryView(
    int InForce, IReadOnlyList<VersionView> Versions, int? Next, IReadOnlyList<ScheduledChange> Scheduled);

internal sealed record VersionView(
    int Version, DateTimeOffset At, AuthorName Author, IReadOnlyList<MarketChange> Changes, bool IsInForce);

/// <summary>Who made a version, as people say it: "ann@example.com", "API key CI", "file market.yaml".</summary>
/// <param name="Kind">"user", "key", "file", or what else stands before the colon.</param>
internal sealed record AuthorName(string Kind, string Name)
{
    public static AuthorName Of(string author)
    {
        var at = author.IndexOf(':', StringComparison.Ordinal);
        var (kind, name) = at < 0 ? ("", author) : (author[..at], author[(at + 1)..]);
        return new AuthorName(kind, kind switch { "key" => $"API key {name}", "file" => $"file {name}", _ => name });
    }
}
