using Bidline.Auctions;
using Bidline.Primitives;

namespace Bidline.Pings;

/// <summary>A publisher's question, in our own terms: what would you pay for this call? A dialect reads it.</summary>
/// <param name="Caller">Unset when the publisher did not say, or what it said is not a number.</param>
/// <param name="Tags">Everything else that was sent, of any name; keys in lower case.</param>
public sealed record Ping(
    PingId Id, DateTimeOffset ReceivedAt, PhoneNumber Caller, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>What the publisher wrote for the caller's number, when it is none; shortened.</summary>
    public string? UnreadableCaller { get; init; }

    /// <summary>Why it could not be read as its dialect has it; null when it could.</summary>
    public Reason? Broken { get; init; }

    /// <summary>Buyers may be shown the number before they have won, as far as their own terms let them.</summary>
    public bool ExposesCaller { get; init; }

    /// <summary>The publisher says who will call when it comes back for the offer, and only then is told where.</summary>
    public bool NamesCallerLater { get; init; }

    /// <summary>The publisher can call a SIP address. At least one of the two is true.</summary>
    public bool TakesSip { get; init; } = true;

    public bool TakesNumber { get; init; } = true;

    /// <summary>The publisher does not sell for less; null is any price.</summary>
    public Money? Floor { get; init; }

    /// <summary>Asks with real buyers, and reserves nothing.</summary>
    public bool IsTest { get; init; }

    /// <summary>What is left of the publisher's own time; null is the endpoint's.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Exchanges that it has passed through, the first one first.</summary>
    public IReadOnlyList<ChainNode> Chain { get; init; } = [];

    /// <summary>The publisher's own name for its call; shown back to it and kept.</summary>
    public string? SourceRef { get; init; }

    /// <summary>A repeated request has the same one; null where the sender knows no such thing.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Tells two requests of one key apart.</summary>
    public string? RequestHash { get; init; }
}
