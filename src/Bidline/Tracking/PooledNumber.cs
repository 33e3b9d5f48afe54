using Bidline.Primitives;

namespace Bidline.Tracking;

/// <summary>One number of a pool, and who has it or had it last. Changed by its pool's keeper only.</summary>
internal sealed class PooledNumber(PhoneNumber number)
{
    public PhoneNumber Number { get; } = number;

    /// <summary>Null for one that was never lent, and where it is not known who has it.</summary>
    public Visit? Visit { get; set; }

    public DateTimeOffset Since { get; set; }

    /// <summary>Before this moment it is nobody else's.</summary>
    public DateTimeOffset Until { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Until then the store keeps it for its keeper: it can be lent at once. In the past for most.</summary>
    public DateTimeOffset ReadyUntil { get; set; }

    /// <summary>When its page showed life last.</summary>
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>When the visitor did something last.</summary>
    public DateTimeOffset ActiveAt { get; set; }

    /// <summary>Whose address it was lent to; null after a restart, for addresses are not kept.</summary>
    public string? Address { get; set; }

    /// <summary>Completes when the lease is durable; false when it turned out to be somebody else's.</summary>
    public Task<bool> Stored { get; set; } = Task.FromResult(true);

    public bool IsHeld(DateTimeOffset now) => now < Until;
}
