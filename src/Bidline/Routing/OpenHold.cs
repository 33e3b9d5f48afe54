using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>A reservation that has not ended, as its buyer's keeper has it in memory.</summary>
internal sealed class OpenHold(HoldId id, TargetId target, Money amount)
{
    public HoldId Id { get; } = id;

    public TargetId Target { get; } = target;

    /// <summary>Grows when it is renewed.</summary>
    public Money Amount { get; set; } = amount;

    public required CapCountsOn BuyerCountsOn { get; init; }

    public required CapCountsOn TargetCountsOn { get; init; }

    public required CapSlot BuyerSlot { get; init; }

    public required CapSlot TargetSlot { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public bool IsConnected { get; set; }

    /// <summary>The buyer's rule was met, whatever it costs.</summary>
    public bool IsQualified { get; set; }

    /// <summary>Completes when the reservation is durable; false when it turned out to have ended before.</summary>
    public Task<bool> Reserved { get; set; } = Task.FromResult(true);

    /// <summary>The end that is being written; null while the hold is simply open.</summary>
    public Task? Ending { get; set; }
}
