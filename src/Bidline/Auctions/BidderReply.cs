using Bidline.Campaigns;

namespace Bidline.Auctions;

/// <summary>
/// Asks one bidder and reads its answer. Never throws and never gives up on a late answer before its own hard stop: the
/// auction closes by its own clock, and cancelling would cost the connection (stack.md 2c).
/// </summary>
public delegate Task<BidderReply> AskBidder(IBuyerProtocol protocol, BidRequest request, BidderTerms terms);

/// <summary>How one request to a bidder ended.</summary>
/// <param name="FirstByteAt">Timestamp of the process clock when the answer began; null when none did.</param>
/// <param name="DoneAt">Timestamp when the answer was whole, or when it was given up.</param>
public readonly record struct BidderReply(BidAnswer Answer, long? FirstByteAt, long DoneAt);
