namespace Bidline.Tests;

/// <summary>A clock on the wall that somebody puts forward or back; what passes on it stays the same.</summary>
internal sealed class PutClock(TimeProvider inner) : TimeProvider
{
    public TimeSpan PutBy { get; set; }

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + PutBy;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}
