namespace Bidline.Calls.Simulations;

/// <summary>Stands at one moment.</summary>
internal sealed class StillClock(DateTimeOffset at) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => at;

    public override long GetTimestamp() => 0;
}
