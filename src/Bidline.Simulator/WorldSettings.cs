namespace Bidline.Simulator;

/// <summary>How a simulated world runs.</summary>
/// <param name="Seed">The same seed gives the same callers, bids and phones.</param>
/// <param name="Calls">How many calls are placed; null goes on until stopped.</param>
/// <param name="CallsPerSecond">New calls a second, evenly spaced.</param>
public sealed record WorldSettings(ulong Seed, int? Calls, double CallsPerSecond)
{
    /// <summary>The demo market's seconds before a call qualifies: compressed from the 60 to 120 of a real one.</summary>
    public static TimeSpan QualifyAfter { get; } = TimeSpan.FromSeconds(3);
}
