namespace Bidline.Sip.Trunks;

/// <summary>Lets through a number of things a second, and as many at once after a quiet second.</summary>
internal struct TokenBucket(int perSecond)
{
    private readonly int _perSecond = perSecond;
    private long _thousandths = perSecond * 1000L;
    private long _toldAt;

    public bool TryTake(long nowMilliseconds)
    {
        var elapsed = Math.Clamp(nowMilliseconds - _toldAt, 0, 1000);
        _toldAt = nowMilliseconds;
        _thousandths = Math.Min(_perSecond * 1000L, _thousandths + (elapsed * _perSecond));
        if (_thousandths < 1000) return false;
        _thousandths -= 1000;
        return true;
    }
}
