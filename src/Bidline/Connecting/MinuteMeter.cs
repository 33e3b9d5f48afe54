using Bidline.Billing;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Connecting;

/// <summary>
/// How far a talk that is paid by the minute is covered by what is held, and when more has to be held (money.md M15).
/// Pure but for what it was told last.
/// </summary>
internal sealed class MinuteMeter(TargetPrice.PerMinute price)
{
    private static readonly TimeSpan LeadMax = TimeSpan.FromSeconds(30);

    /// <summary>Held since before the dial.</summary>
    public Money Held { get; private set; } = price.First;

    /// <summary>So much talk is covered.</summary>
    public TimeSpan Covered { get; private set; } = price.FirstFor;

    /// <summary>Ahead of time: a keeper that moves or a store that recovers must not end a talk.</summary>
    public TimeSpan RenewAfter => Covered - (price.FirstFor / 2 < LeadMax ? price.FirstFor / 2 : LeadMax);

    /// <summary>What has to be held for as many minutes again.</summary>
    public Money Next => Pricing.Of(price.Rate, Covered + price.FirstFor);

    public void Renewed() => (Held, Covered) = (Next, Covered + price.FirstFor);
}
