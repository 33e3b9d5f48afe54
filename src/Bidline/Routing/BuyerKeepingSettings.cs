namespace Bidline.Routing;

/// <param name="SweepEvery">How often a keeper looks for forgotten holds and repeats its standing.</param>
/// <param name="Patience">How long a reservation is tried again while a buyer's keeper moves or its store recovers.</param>
/// <param name="EndPatience">The same for a release or settlement: nobody waits for them, and they must not be lost.</param>
public sealed record BuyerKeepingSettings(TimeSpan SweepEvery, TimeSpan Patience, TimeSpan EndPatience)
{
    public static BuyerKeepingSettings Default { get; } =
        new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(30));
}
