using Bidline.Sip.Dialogs;

namespace Bidline.Sip.Trunks;

/// <summary>
/// A token bucket for every source address in fixed memory: addresses share a bucket only when their keyed hashes meet,
/// which an attacker cannot bring about. IPv6 sources count by their /64.
/// </summary>
internal sealed class SourceBuckets(int perSecond, SipHash hash)
{
    private const int Count = 8192;

    private readonly TokenBucket[] _buckets = Fill(perSecond);

    public bool TryTake(UInt128 address, long nowMilliseconds)
    {
        var source = address >> 32 == 0xFFFF ? address : address >> 64;
        return _buckets[hash.Of((ulong)source) % Count].TryTake(nowMilliseconds);
    }

    private static TokenBucket[] Fill(int perSecond)
    {
        var buckets = new TokenBucket[Count];
        Array.Fill(buckets, new TokenBucket(perSecond));
        return buckets;
    }
}
