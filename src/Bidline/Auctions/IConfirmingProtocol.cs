using Bidline.Campaigns;

namespace Bidline.Auctions;

/// <summary>
/// A dialect whose winner is asked once more, after its money is held and before it is dialled: "reserve, then confirm",
/// "ping, then post". Its bids say so by <see cref="BidAnswer.Bid.MustConfirm"/>.
/// </summary>
public interface IConfirmingProtocol : IBuyerProtocol
{
    /// <summary>The request that confirms a bid. Never throws for a bid that this dialect has read.</summary>
    ConfirmMessage WriteConfirmation(WonBid won, BidderTerms terms);

    /// <summary>
    /// Reads the answer. Never throws. A <see cref="BidAnswer.Bid"/> confirms, with the terms it names or, where it names
    /// none, those of the bid; a <see cref="BidAnswer.NoBid"/> refuses.
    /// </summary>
    BidAnswer ReadConfirmation(BidderHttpAnswer answer, WonBid won, BidderTerms terms);
}

/// <summary>A bid that won, and what its bidder had been asked.</summary>
/// <param name="Request">
/// In a confirmation the caller's full number is in it: this bidder has won, and is about to be called with it.
/// </param>
public sealed record WonBid(BidRequest Request, BidAnswer.Bid Bid);

/// <param name="Shown">The fields of the caller that the request shows, by the names of disclosures: "caller", "zip".</param>
public sealed record ConfirmMessage(BidderHttpRequest Http, IReadOnlyList<string> Shown);
