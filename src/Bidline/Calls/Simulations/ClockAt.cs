namespace Bidline.Calls.Simulations;

/// <summary>The process clock with another date on it: it runs on from a chosen moment.</summary>
internal sealed class ClockAt(TimeProvider clock, DateTimeOffset at) : TimeProvider
{
    private readonly long _started = clock.GetTimestamp();

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => at.ToUniversalTime() + clock.GetElapsedTime(_started);

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);
}
