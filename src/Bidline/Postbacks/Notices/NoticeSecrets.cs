using Bidline.Accounts;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Postbacks.Notices;

/// <summary>A secret that a buyer's notices are signed with.</summary>
/// <param name="RetiresAt">Until when it signs beside its successor; null for the newest.</param>
public sealed record NoticeSecret(string Secret, DateTimeOffset MadeAt, DateTimeOffset? RetiresAt);

/// <summary>
/// What each buyer's notices are signed with. Made by us when first needed, so that no secret stands in a market file;
/// a new one signs together with the old for a day. Safe on any thread.
/// </summary>
public sealed class NoticeSecrets(Store store, Audit audit, TimeProvider clock)
{
    public static readonly TimeSpan RetiresAfter = TimeSpan.FromDays(1);

    private const string Insert =
        "INSERT INTO notice_secrets (buyer, number, secret, made_at) VALUES (@p0, @p1, @p2, @p3) "
        + "ON CONFLICT (buyer, number) DO NOTHING";

    /// <summary>Newest first; never empty.</summary>
    public async Task<IReadOnlyList<NoticeSecret>> OfAsync(BuyerId buyer, CancellationToken cancel)
    {
        var known = await ReadAsync(buyer, cancel);
        if (known.Count > 0) return [.. known.Select(row => row.Secret)];
        await store.Commits.CommitAsync(new CommitUnit(null, [New(buyer, 1)]));
        return [.. (await ReadAsync(buyer, cancel)).Select(row => row.Secret)];
    }

    /// <summary>Makes a new one; the present one signs beside it until it retires.</summary>
    public async Task<IReadOnlyList<NoticeSecret>> RotateAsync(BuyerId buyer, Author author, CancellationToken cancel)
    {
        var known = await ReadAsync(buyer, cancel);
        var next = known.Count == 0 ? 1 : known[0].Number + 1;
        await store.Commits.CommitAsync(new CommitUnit(New(buyer, next),
        [
            new Statement(
                "UPDATE notice_secrets SET retires_at = @p2 WHERE buyer = @p0 AND number < @p1 AND retires_at IS NULL",
                buyer.Value, next, UnixMicros.Of(clock.GetUtcNow() + RetiresAfter)),
            audit.Line(author, new AuditEntry("rotated", $"buyer {buyer}", "A new secret signs its notices.")),
        ]));
        return await OfAsync(buyer, cancel);
    }

    private Statement New(BuyerId buyer, int number) =>
        new(Insert, buyer.Value, number, WebhookSignature.NewSecret(), UnixMicros.Of(clock.GetUtcNow()));

    private async Task<IReadOnlyList<(int Number, NoticeSecret Secret)>> ReadAsync(
        BuyerId buyer, CancellationToken cancel)
    {
        var now = UnixMicros.Of(clock.GetUtcNow());
        await using var db = store.Read();
        var rows = await db.Set<NoticeSecretRow>()
            .Where(row => row.Buyer == buyer.Value && (row.RetiresAt == null || row.RetiresAt > now))
            .OrderByDescending(row => row.Number).ToListAsync(cancel);
        return rows.ConvertAll(row =>
            (row.Number, new NoticeSecret(row.Secret, UnixMicros.At(row.MadeAt), UnixMicros.At(row.RetiresAt))));
    }
}
