using Bidline.Primitives;

namespace Bidline.Campaigns;

/// <summary>When a buyer's wallet speaks up. All amounts are of what is free: prepaid and credit, less what is held.</summary>
/// <param name="Low">Below it the wallet is low; null never tells.</param>
/// <param name="PauseBelow">Below it the buyer is paused; null never pauses it.</param>
/// <param name="ResumeAt">From it on a buyer that was paused by its wallet goes on.</param>
/// <param name="Notify">Where the buyer is told; null tells nobody.</param>
public sealed record WalletTerms(Money? Low, Money? PauseBelow, Money? ResumeAt, Uri? Notify)
{
    public static WalletTerms None { get; } = new(null, null, null, null);
}
