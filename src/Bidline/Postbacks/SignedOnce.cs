using Bidline.Postbacks.Notices;
using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Postbacks;

/// <summary>
/// Whether a message that a partner signed is genuine, fresh and new: signed with a secret of ours for it, within five
/// minutes, and never seen with this id and time. A retry is signed anew, so that only a recorded message is a replay.
/// </summary>
public sealed class SignedOnce(Store store, NoticeSecrets secrets, TimeProvider clock)
{
    public static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(5);

    private const string Seen =
        "INSERT INTO signed_messages (buyer, id, signed_at, seen_at) VALUES (@p0, @p1, @p2, @p3) ON CONFLICT DO NOTHING";

    /// <summary>Null when it may be acted on; it may not be acted on a second time.</summary>
    public async Task<Reason?> RefusalAsync(
        BuyerId buyer, string id, string timestamp, string signature, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (id.Length is 0 or > 200 || !WebhookSignature.TryReadTime(timestamp, out var signedAt))
            return Reason.Of("conversion.signature", ("text", "its headers cannot be read"));
        var known = await secrets.OfAsync(buyer, cancel).ConfigureAwait(false);
        if (!WebhookSignature.IsValid(id, timestamp, body.Span, signature, known.Select(one => one.Secret)))
            return Reason.Of("conversion.signature", ("text", "it is not signed with a secret of the buyer"));
        if ((now - signedAt).Duration() > AgeMax)
            return Reason.Of("conversion.stale", ("seconds", $"{(long)(now - signedAt).TotalSeconds}"), ("max", "300"));
        var isNew = await store.Commits.CommitAsync(new CommitUnit(
            new Statement(Seen, buyer.Value, id, UnixMicros.Of(signedAt), UnixMicros.Of(now)),
            [new Statement("DELETE FROM signed_messages WHERE seen_at < @p0", UnixMicros.Of(now - (3 * AgeMax)))]))
            .ConfigureAwait(false);
        return isNew ? null : Reason.Of("conversion.replayed", ("id", id));
    }
}
