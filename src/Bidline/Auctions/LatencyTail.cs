namespace Bidline.Auctions;

/// <summary>
/// The slowest percent of a bidder's last few hundred answers, in less than 500 bytes: a histogram whose buckets are 9 %
/// apart (the error is at most that, upwards) and whose counts are halved when they are full, so that old answers fade.
/// Late answers belong in it as well, or a time-out made from it would confirm itself. Not safe on several threads; its
/// owner holds a lock.
/// </summary>
internal sealed class LatencyTail
{
    private const int PerDoubling = 8;
    private const double LeastMs = 0.5;
    private const int Buckets = 14 * PerDoubling;
    private const float Full = 512;
    private const float Share = 0.01f;

    /// <summary>Before so many answers it knows nothing: a percent of less is a single answer.</summary>
    public const int KnownFrom = 50;

    private readonly float[] _counts = new float[Buckets + 1];
    private float _total;
    private int _seen;

    public void Add(double ms)
    {
        _counts[BucketOf(ms)]++;
        _total++;
        _seen = Math.Min(KnownFrom, _seen + 1);
        if (_total < Full) return;
        for (var i = 0; i <= Buckets; i++) _counts[i] /= 2;
        _total /= 2;
    }

    /// <summary>99 of 100 answers took at most this long; null while too few are known.</summary>
    public double? P99Ms
    {
        get
        {
            if (_seen < KnownFrom) return null;
            var (bucket, above) = (Buckets, _counts[Buckets]);
            while (bucket > 0 && above <= _total * Share) above += _counts[--bucket];
            return LeastMs * Math.Pow(2, (double)bucket / PerDoubling);
        }
    }

    // A bucket is named by its upper end.
    private static int BucketOf(double ms) =>
        ms <= LeastMs ? 0 : Math.Min(Buckets, (int)Math.Ceiling(Math.Log2(ms / LeastMs) * PerDoubling));
}
