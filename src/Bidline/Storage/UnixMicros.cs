namespace Bidline.Storage;

/// <summary>
/// Instants as both stores keep them: microseconds since 1970 in UTC, so that they sort and compare anywhere.
/// </summary>
public static class UnixMicros
{
    public const long PerSecond = 1_000_000;

    private static readonly long EpochTicks = DateTimeOffset.UnixEpoch.UtcTicks;

    public static long Of(DateTimeOffset at) => (at.UtcTicks - EpochTicks) / TimeSpan.TicksPerMicrosecond;

    public static long? Of(DateTimeOffset? at) => at is { } moment ? Of(moment) : null;

    public static DateTimeOffset At(long micros) =>
        new(checked(micros * TimeSpan.TicksPerMicrosecond) + EpochTicks, TimeSpan.Zero);

    public static DateTimeOffset? At(long? micros) => micros is { } value ? At(value) : null;
}
