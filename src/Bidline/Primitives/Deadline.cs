namespace Bidline.Primitives;

/// <summary>
/// The moment by which something must be decided, on the monotonic clock. Made once and passed on; a stage keeps
/// back what later stages need and never invents a time-out of its own. Comparing two deadlines of different
/// clocks is meaningless.
/// </summary>
public readonly record struct Deadline
{
    private readonly TimeProvider? _clock;
    private readonly long _at;

    private Deadline(TimeProvider clock, long at) => (_clock, _at) = (clock, at);

    public static Deadline After(TimeSpan span, TimeProvider clock) =>
        new(clock, clock.GetTimestamp() + (long)(span.TotalSeconds * clock.TimestampFrequency));

    /// <summary>What is left; never negative.</summary>
    public TimeSpan Left
    {
        get
        {
            if (_clock is null) return TimeSpan.Zero;
            var left = _clock.GetElapsedTime(_clock.GetTimestamp(), _at);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public bool HasPassed => Left == TimeSpan.Zero;

    /// <summary>An earlier deadline that leaves this much for the stages after.</summary>
    public Deadline KeepingBack(TimeSpan allowance) => _clock is null
        ? this
        : new Deadline(_clock, _at - (long)(allowance.TotalSeconds * _clock.TimestampFrequency));
}
