using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>What a bidder is asked, in our own terms; a dialect turns it into its wire form.</summary>
/// <param name="Deadline">What is left for the bidder, allowances taken off.</param>
/// <param name="PublisherAlias">Never the publisher's id or name.</param>
/// <param name="Caller">Set only when the bidder's share is full.</param>
/// <param name="CallerHash">"hmac-sha256:…" keyed for this buyer; set only when the share is hashed.</param>
/// <param name="Chain">Exchanges that this call has passed through, ourselves last.</param>
public sealed record BidRequest(
    AuctionId Auction,
    CallId Call,
    TimeSpan Deadline,
    Money Floor,
    bool Test,
    CampaignId Campaign,
    string PublisherAlias,
    string? AreaCode,
    string? State,
    string? Zip,
    string? LineType,
    string? Attestation,
    PhoneNumber? Caller,
    string? CallerHash,
    int? DuplicateDays,
    IReadOnlyDictionary<string, string> Tags,
    IReadOnlyList<ChainNode> Chain);

public sealed record ChainNode(string Node, int Hop);

/// <summary>An HTTP request to a bidder. Content-Length is always sent.</summary>
public sealed record BidderHttpRequest(
    HttpMethod Method,
    Uri Url,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    string? ContentType,
    ReadOnlyMemory<byte> Body);

/// <summary>What came back, already limited in size. The body is valid only during the call that receives it.</summary>
public readonly record struct BidderHttpAnswer(int Status, string? ContentType, ReadOnlyMemory<byte> Body);

/// <summary>A bidder's answer in our own terms.</summary>
public abstract record BidAnswer
{
    private BidAnswer()
    {
    }

    /// <param name="Destination">As the bidder wrote it: not yet checked. Null when it named none.</param>
    /// <param name="Currency">Null when the bidder named none; then it is the campaign's.</param>
    public sealed record Bid(
        Money Price,
        string? Currency,
        string? BidId,
        string? Destination,
        int? QualifySeconds,
        int? ValidSeconds) : BidAnswer
    {
        /// <summary>
        /// Its dialect asks once more before the dial (<see cref="IConfirmingProtocol"/>); the destination may come then.
        /// </summary>
        public bool MustConfirm { get; init; }

        /// <summary>What the dialect will need to confirm this bid; null for nothing.</summary>
        public IReadOnlyDictionary<string, string>? Kept { get; init; }
    }

    /// <summary>Declined: a "no_bid.…" reason.</summary>
    public sealed record NoBid(Reason Reason) : BidAnswer;

    /// <summary>Not an answer of this dialect: an "error.http" or "error.invalid" reason.</summary>
    public sealed record Invalid(Reason Reason) : BidAnswer;

    /// <summary>No whole answer came: an "error.unreachable", "error.timeout" or "error.internal" reason.</summary>
    public sealed record Failed(Reason Reason) : BidAnswer;
}
