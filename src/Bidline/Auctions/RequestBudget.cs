namespace Bidline.Auctions;

/// <summary>
/// At most so many requests in any one second, to the request: a log of the last send times, and not a bucket of tokens,
/// which lets twice the limit through across the edge of a second. A place is first taken and then used or given back,
/// because an auction may end before its turn to send has come. Not safe on several threads; its owner holds a lock.
/// </summary>
internal sealed class RequestBudget(long ticksPerSecond)
{
    // A ring in the order of sending; the next to be overwritten is the oldest.
    private long[] _sentAt = [];
    private int _oldest;
    private int _taken;

    /// <summary>False when the second before <paramref name="now"/> and the places taken use up the limit.</summary>
    public bool TryTake(int limit, long now)
    {
        if (limit != _sentAt.Length) Resize(limit);
        // Every place that is taken and not yet used needs a send time that has left the window.
        if (_taken >= limit || _sentAt[(_oldest + _taken) % limit] > now - ticksPerSecond) return false;
        _taken++;
        return true;
    }

    /// <summary>The request goes out at this moment. Does nothing when no place was taken.</summary>
    public void Use(long now)
    {
        if (_taken == 0) return;
        _taken--;
        _sentAt[_oldest] = now;
        _oldest = (_oldest + 1) % _sentAt.Length;
    }

    public void GiveBack() => _taken = Math.Max(0, _taken - 1);

    // A changed limit keeps the newest send times, so that a change does not open a second budget.
    private void Resize(int limit)
    {
        var resized = new long[limit];
        Array.Fill(resized, long.MinValue);
        var kept = Math.Min(limit, _sentAt.Length);
        for (var i = 0; i < kept; i++)
            resized[limit - kept + i] = _sentAt[(_oldest + _sentAt.Length - kept + i) % _sentAt.Length];
        (_sentAt, _oldest) = (resized, 0);
    }
}
