namespace Bidline.Storage;

/// <summary>A call in lists and reports: a view of its events. Instants and spans are microseconds.</summary>
public sealed class CallRow
{
    public required string Id { get; set; }

    public long ReceivedAt { get; set; }

    public required string Node { get; set; }

    public required string Trunk { get; set; }

    public required string Source { get; set; }

    public required string SipCallId { get; set; }

    public string? Dialled { get; set; }

    public string? Caller { get; set; }

    public string? Campaign { get; set; }

    public string? Publisher { get; set; }

    public int BookVersion { get; set; }

    public bool Test { get; set; }

    public string? State { get; set; }

    public required string Phase { get; set; }

    public string? Outcome { get; set; }

    public string? Reason { get; set; }

    public string? Target { get; set; }

    public string? Buyer { get; set; }

    public string? Currency { get; set; }

    public long? PriceMicros { get; set; }

    public int Auctions { get; set; }

    public int Considered { get; set; }

    public int Asked { get; set; }

    public int Bids { get; set; }

    /// <summary>Bids that were not rejected.</summary>
    public int ValidBids { get; set; }

    /// <summary>Auctions that somebody won.</summary>
    public int Wins { get; set; }

    public long? AuctionMicros { get; set; }

    public int Attempts { get; set; }

    public long? RingMicros { get; set; }

    public long? ConnectedAt { get; set; }

    public long? TalkMicros { get; set; }

    public string? EndedBy { get; set; }

    public long? EndedAt { get; set; }

    public bool? Qualified { get; set; }

    public long? RevenueMicros { get; set; }

    public long? PayoutMicros { get; set; }

    public long? MarginMicros { get; set; }

    public long? SettledAt { get; set; }

    public int Events { get; set; }
}
