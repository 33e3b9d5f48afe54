namespace Bidline.Odds;

/// <summary>How fast the past loses weight, and how much of it is needed before it stands against the general picture.</summary>
internal static class Fading
{
    /// <summary>A call of so long ago counts half: buyers change their agents, publishers their advertisements.</summary>
    public static readonly TimeSpan HalfLife = TimeSpan.FromDays(14);

    /// <summary>
    /// So many calls of its own weigh as much as what is known of the next wider circle (buyer or publisher, campaign,
    /// market).
    /// </summary>
    public const double PriorWeight = 20;

    /// <summary>
    /// What the counts so far and the new one weigh. A call that is told late weighs less at once, so that the order in
    /// which calls are told does not matter.
    /// </summary>
    public static (double Then, double Weight) At(DateTimeOffset counted, DateTimeOffset told) => told >= counted
        ? (Weight(told - counted), 1)
        : (1, Weight(counted - told));

    /// <summary>
    /// What counts of a moment weigh now. So a buyer that wins no more because of its past is forgiven in time, and
    /// dialled again.
    /// </summary>
    public static double Since(DateTimeOffset counted, DateTimeOffset now) =>
        now > counted ? Weight(now - counted) : 1;

    private static double Weight(TimeSpan age) => Math.Pow(0.5, age / HalfLife);
}
