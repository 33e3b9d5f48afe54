using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Postbacks;

/// <summary>What of the outbox is wanted; null means everything.</summary>
/// <param name="State">"waiting", "delivered" or "dead".</param>
/// <param name="After">The last id of the page before.</param>
public sealed record PostbackQuery(
    string? Destination, string? Kind, string? State, CallId? Call, PostbackId? After, int Limit)
{
    /// <summary>Made then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Made before.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <param name="NextAt">When it is tried (again); null when it is over.</param>
public sealed record PostbackItem(
    PostbackId Id, string Destination, string Kind, CallId? Call, string State, int Attempts, DateTimeOffset CreatedAt,
    DateTimeOffset? NextAt, DateTimeOffset? EndedAt, int? LastStatus, string? LastError, string Body);

public sealed record PostbackAttempt(int Number, DateTimeOffset At, TimeSpan Took, int? Status, string? Error);

/// <summary>What was sent to partners and what came of it. Safe on any thread.</summary>
public sealed class PostbackLog(Store store)
{
    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<PostbackItem>> ListAsync(PostbackQuery query, CancellationToken cancel)
    {
        await using var db = store.Read();
        var page = await Filtered(db, query).OrderByDescending(row => row.Id).Take(query.Limit).ToListAsync(cancel);
        return page.ConvertAll(ItemOf);
    }

    /// <summary>The ids of those that are over, oldest first.</summary>
    public async Task<IReadOnlyList<PostbackId>> EndedAsync(PostbackQuery query, CancellationToken cancel)
    {
        await using var db = store.Read();
        var ids = await Filtered(db, query).Where(row => row.State != "waiting").OrderBy(row => row.Id)
            .Select(row => row.Id).Take(query.Limit).ToListAsync(cancel);
        return ids.ConvertAll(PostbackId.Parse);
    }

    /// <summary>Null when there is none, or no longer.</summary>
    public async Task<(PostbackItem Postback, IReadOnlyList<PostbackAttempt> Attempts)?> FindAsync(
        PostbackId id, CancellationToken cancel)
    {
        var text = id.ToString();
        await using var db = store.Read();
        if (await db.Set<OutboxRow>().SingleOrDefaultAsync(row => row.Id == text, cancel) is not { } found) return null;
        var attempts = await db.Set<OutboxAttemptRow>().Where(row => row.PostbackId == text).OrderBy(row => row.Attempt)
            .ToListAsync(cancel);
        return (ItemOf(found), attempts.ConvertAll(row => new PostbackAttempt(
            row.Attempt, UnixMicros.At(row.At), TimeSpan.FromTicks(row.TookMicros * TimeSpan.TicksPerMicrosecond),
            row.Status, row.Error)));
    }

    /// <summary>Since when a destination gets nothing, and at which address it said so; null when it does.</summary>
    public async Task<(Uri Url, DateTimeOffset At)?> StopOfAsync(string destination, CancellationToken cancel)
    {
        await using var db = store.Read();
        var stop = await db.Set<OutboxStopRow>().SingleOrDefaultAsync(row => row.Destination == destination, cancel);
        return stop is null ? null : (new Uri(stop.Url), UnixMicros.At(stop.StoppedAt));
    }

    private static IQueryable<OutboxRow> Filtered(Db db, PostbackQuery query)
    {
        IQueryable<OutboxRow> rows = db.Set<OutboxRow>();
        if (query.Destination is { } destination) rows = rows.Where(row => row.Destination == destination);
        if (query.Kind is { } kind) rows = rows.Where(row => row.Kind == kind);
        if (query.State is { } state) rows = rows.Where(row => row.State == state);
        if (query.Call?.ToString() is { } call) rows = rows.Where(row => row.CallId == call);
        if (query.After?.ToString() is { } after) rows = rows.Where(row => string.Compare(row.Id, after) < 0);
        if (query.From is { } from && UnixMicros.Of(from) is var first) rows = rows.Where(row => row.CreatedAt >= first);
        if (query.Until is { } until && UnixMicros.Of(until) is var end) rows = rows.Where(row => row.CreatedAt < end);
        return rows;
    }

    private static PostbackItem ItemOf(OutboxRow row) => new(
        PostbackId.Parse(row.Id),
        row.Destination,
        row.Kind,
        row.CallId is { } call ? CallId.Parse(call) : null,
        row.State,
        row.Attempts,
        UnixMicros.At(row.CreatedAt),
        row.State == "waiting" ? UnixMicros.At(row.DueAt) : null,
        UnixMicros.At(row.EndedAt),
        row.LastStatus,
        row.LastError,
        row.Body);
}
