namespace Bidline.Tests.Billing.Documents;

/// <summary>Stands at a moment until it is moved to another; timers run as ever.</summary>
internal sealed class MovedClock : TimeProvider
{
    private long _ticks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void MoveTo(DateTimeOffset moment) => Interlocked.Exchange(ref _ticks, moment.UtcTicks);
}
