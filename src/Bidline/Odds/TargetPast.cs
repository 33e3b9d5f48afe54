using Bidline.Primitives;

namespace Bidline.Odds;

/// <summary>What a target was sent lately and what that brought, as it was known when an auction began.</summary>
/// <param name="LastUsedAt">When money was last held for a dial to it, in any campaign; null for never.</param>
/// <param name="Calls">Dials to it in this campaign within the window, of calls that have ended.</param>
/// <param name="Revenue">What its buyer paid for them.</param>
public sealed record TargetPast(DateTimeOffset? LastUsedAt, int Calls, Money Revenue)
{
    /// <summary>Rounded down to the micro; zero without a call.</summary>
    public Money PerCall => new(Calls == 0 ? 0 : Revenue.Micros / Calls, Revenue.Currency);
}
