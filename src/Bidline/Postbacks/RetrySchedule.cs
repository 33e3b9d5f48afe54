namespace Bidline.Postbacks;

/// <summary>When a postback that was not accepted is tried again: at growing distances, for three days. Pure.</summary>
public static class RetrySchedule
{
    /// <summary>A tenth later at most, so that what failed together does not come back together.</summary>
    public const double JitterMax = 0.1;

    /// <summary>No receiver is left alone for longer, whatever it asks for.</summary>
    public static readonly TimeSpan RetryAfterMax = TimeSpan.FromHours(24);

    // The distances that Standard Webhooks suggests.
    private static readonly TimeSpan[] Distances =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20),
        TimeSpan.FromHours(24),
    ];

    /// <summary>After so many it is a dead letter.</summary>
    public static int AttemptsMax => Distances.Length + 1;

    /// <summary>Null when there is no further attempt.</summary>
    /// <param name="attempts">How many were made.</param>
    /// <param name="draw">From 0 to 1.</param>
    public static TimeSpan? After(int attempts, double draw, TimeSpan? retryAfter)
    {
        if (attempts >= AttemptsMax) return null;
        var own = Distances[attempts - 1] * (1 + (JitterMax * draw));
        var asked = retryAfter is { } wait ? Shorter(wait, RetryAfterMax) : TimeSpan.Zero;
        return own > asked ? own : asked;
    }

    internal static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
