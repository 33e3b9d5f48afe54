using System.Buffers.Binary;
using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>
/// Where an auction's randomness comes from: its own id, so that a stored auction can be decided again.
/// </summary>
public static class Seed
{
    /// <summary>The last eight bytes of a UUIDv7 are random (RFC 9562 section 5.7).</summary>
    public static ulong Of(AuctionId auction)
    {
        Span<byte> bytes = stackalloc byte[16];
        auction.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
    }
}
