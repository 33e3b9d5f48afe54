using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Bidline.Primitives;

namespace Bidline.Tracking;

/// <summary>What a browser keeps of its visit, and shows when it comes back.</summary>
public sealed record VisitTicket(VisitorId Visitor, VisitId Visit);

/// <summary>
/// Signs tickets, so that nobody shows a visit that we did not give out: not to hold its number, nor to speak for it. A
/// ticket is good in its own pool only. Pure but for its key.
/// </summary>
public sealed class VisitTickets
{
    private const int IdLength = 16;
    private const int MacLength = 16;

    private readonly byte[] _key;

    /// <param name="secret">Of this installation.</param>
    public VisitTickets(ReadOnlySpan<byte> secret) => _key = HMACSHA256.HashData(secret, "visit tickets"u8);

    public string Write(PoolId pool, VisitTicket ticket)
    {
        Span<byte> bytes = stackalloc byte[(2 * IdLength) + MacLength];
        ticket.Visitor.Value.TryWriteBytes(bytes);
        ticket.Visit.Value.TryWriteBytes(bytes[IdLength..]);
        Sign(pool, bytes[..(2 * IdLength)], bytes[(2 * IdLength)..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null for one that is not ours, or not of this pool.</summary>
    public VisitTicket? Read(PoolId pool, string? text)
    {
        Span<byte> bytes = stackalloc byte[(2 * IdLength) + MacLength];
        Span<byte> mac = stackalloc byte[MacLength];
        if (text is null || text.Length > 80 || !Base64Url.IsValid(text, out var length) || length != bytes.Length) return null;
        Base64Url.DecodeFromChars(text, bytes);
        Sign(pool, bytes[..(2 * IdLength)], mac);
        return CryptographicOperations.FixedTimeEquals(mac, bytes[(2 * IdLength)..])
            ? new VisitTicket(new VisitorId(new Guid(bytes[..IdLength])), new VisitId(new Guid(bytes[IdLength..(2 * IdLength)])))
            : null;
    }

    private void Sign(PoolId pool, ReadOnlySpan<byte> ids, Span<byte> mac)
    {
        Span<byte> signed = stackalloc byte[(2 * IdLength) + (4 * 63)];
        ids.CopyTo(signed);
        var length = ids.Length + Encoding.UTF8.GetBytes(pool.Value, signed[ids.Length..]);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, signed[..length], hash);
        hash[..MacLength].CopyTo(mac);
    }
}
