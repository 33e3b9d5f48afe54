using System.Security.Cryptography;
using System.Text.Json;
using Bidline.Accounts;
using Bidline.Campaigns.Lists;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Campaigns;

/// <summary>The versions of the market in the store. Reads freely; writing is the keeper's, one version at a time.</summary>
public sealed class MarketArchive(Store store, Audit audit, TimeProvider clock)
{
    private const string InsertVersion =
        "INSERT INTO book_versions (version, at, author, hash, document) VALUES (@p0, @p1, @p2, @p3, @p4) "
        + "ON CONFLICT (version) DO NOTHING";

    private const string InsertOpening =
        "INSERT INTO opening_balances (buyer, currency, amount_micros, version) VALUES (@p0, @p1, @p2, @p3) "
        + "ON CONFLICT (buyer) DO NOTHING";

    /// <summary>What the versions' lists refer to.</summary>
    public ListArchive Lists { get; } = new(store);

    /// <summary>The newest version, or <see cref="MarketVersion.None"/>.</summary>
    public async Task<MarketVersion> NewestAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        var row = await db.Set<BookVersionRow>().AsNoTracking()
            .OrderByDescending(row => row.Version).FirstOrDefaultAsync(cancel);
        return row is null ? MarketVersion.None : Read(row);
    }

    /// <summary>Null when there is no such version.</summary>
    public async Task<MarketVersion?> FindAsync(int version, CancellationToken cancel)
    {
        if (version == 0) return MarketVersion.None;
        await using var db = store.Read();
        var row = await db.Set<BookVersionRow>().AsNoTracking()
            .FirstOrDefaultAsync(row => row.Version == version, cancel);
        return row is null ? null : Read(row);
    }

    /// <summary>Newest first, without their documents.</summary>
    public async Task<IReadOnlyList<MarketVersion>> ListAsync(int limit, int? before, CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = db.Set<BookVersionRow>().AsNoTracking();
        if (before is { } bound) rows = rows.Where(row => row.Version < bound);
        var page = await rows.OrderByDescending(row => row.Version).Take(limit)
            .Select(row => new { row.Version, row.At, row.Author, row.Hash })
            .ToListAsync(cancel);
        return [.. page.Select(row => new MarketVersion(
            row.Version, UnixMicros.At(row.At), row.Author, row.Hash, MarketDocument.Empty))];
    }

    /// <summary>A random secret of this installation, made when it is first asked for.</summary>
    internal async Task<byte[]> SecretAsync(string name, CancellationToken cancel)
    {
        await store.Commits.CommitAsync(new CommitUnit(null, [new Statement(
            "INSERT INTO installation (name, value) VALUES (@p0, @p1) ON CONFLICT (name) DO NOTHING",
            name,
            RandomNumberGenerator.GetHexString(64, lowercase: true))]));
        await using var db = store.Read();
        var row = await db.Set<InstallationRow>().AsNoTracking().SingleAsync(row => row.Name == name, cancel);
        return Convert.FromHexString(row.Value);
    }

    /// <summary>False when another process wrote this version first; then nothing was written.</summary>
    internal Task<bool> WriteAsync(
        MarketVersion next, IEnumerable<Buyer> created, IReadOnlyList<MarketChange> changes, Author author)
    {
        var openings = created.Where(buyer => buyer.OpeningBalance is { IsPositive: true })
            .Select(buyer => new Statement(
                InsertOpening,
                buyer.Id.Value,
                buyer.OpeningBalance!.Value.Currency.Code,
                buyer.OpeningBalance.Value.Micros,
                next.Version));
        var lines = changes.GroupBy(change => (change.Resource, change.Id)).Select(group => audit.Line(author, Line(group)));
        return store.Commits.CommitAsync(new CommitUnit(Insert(next), [.. openings, .. lines]));
    }

    internal async Task<IReadOnlyList<(BuyerId Buyer, Money Amount)>> UnbookedAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = await db.Set<OpeningBalanceRow>().AsNoTracking()
            .Where(row => row.BookedAt == null).ToListAsync(cancel);
        return [.. rows.Select(row =>
            (new BuyerId(row.Buyer), new Money(row.AmountMicros, Currency.Parse(row.Currency))))];
    }

    internal Task MarkBookedAsync(BuyerId buyer) => store.Commits.CommitAsync(new CommitUnit(null, [new Statement(
        "UPDATE opening_balances SET booked_at = @p0 WHERE buyer = @p1", UnixMicros.Of(clock.GetUtcNow()), buyer.Value)]));

    private static Statement Insert(MarketVersion next) => new(
        InsertVersion,
        next.Version,
        UnixMicros.Of(next.At),
        next.Author,
        next.Hash,
        JsonSerializer.Serialize(next.Document, MarketJson.Compact));

    private static AuditEntry Line(IGrouping<(string Resource, string? Id), MarketChange> group)
    {
        var changes = group.ToList();
        var kind = changes.Any(change => change.Path.Length > 0) ? ChangeKind.Changed : changes[0].Kind;
        return new AuditEntry(
            JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()),
            group.Key.Id is null ? group.Key.Resource : $"{group.Key.Resource} {group.Key.Id}",
            string.Join('\n', changes.Select(change => change.Line)),
            Values(changes, change => change.Before),
            Values(changes, change => change.After));
    }

    /// <summary>{"/routing/auction/floor":"20.00"}: the values that differ, by their places; "" is the whole entry.</summary>
    private static string? Values(List<MarketChange> changes, Func<MarketChange, JsonElement?> side)
    {
        var values = changes.Where(change => side(change) is not null)
            .ToDictionary(change => change.Path, change => side(change)!.Value);
        return values.Count == 0 ? null : JsonSerializer.Serialize(values, MarketJson.Compact);
    }

    private static MarketVersion Read(BookVersionRow row) => new(
        row.Version,
        UnixMicros.At(row.At),
        row.Author,
        row.Hash,
        JsonSerializer.Deserialize<MarketDocument>(row.Document, MarketJson.Compact) ?? MarketDocument.Empty);
}
