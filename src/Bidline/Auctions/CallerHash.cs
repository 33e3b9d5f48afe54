using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>
/// A caller's number as a buyer may know it before it has won: the same for each call of this caller, useless to any
/// other buyer. Each buyer's key is made from ours, so nothing needs to be stored.
/// </summary>
public sealed class CallerHash(ReadOnlyMemory<byte> key)
{
    private readonly ConcurrentDictionary<BuyerId, byte[]> _keys = new();

    /// <summary>"hmac-sha256:" and 64 hexadecimal digits.</summary>
    public string Of(BuyerId buyer, PhoneNumber caller)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(KeyOf(buyer), Encoding.ASCII.GetBytes(caller.E164), hash);
        return "hmac-sha256:" + Convert.ToHexStringLower(hash);
    }

    /// <summary>The key that a buyer may be given to find its own known callers again.</summary>
    public byte[] KeyOf(BuyerId buyer) => _keys.GetOrAdd(
        buyer,
        static (id, own) => HMACSHA256.HashData(own.Span, Encoding.UTF8.GetBytes("caller-hash:" + id.Value)),
        key);
}
