using Bidline.Campaigns;

namespace Bidline.Auctions;

/// <summary>
/// A dialect that buyers' bidders speak: two pure functions, shared by every auction, safe on any thread.
/// Each implementation is one folder of Bidline.Adapters/Buyers with its JSON cases, and one line in its list.
/// </summary>
public interface IBuyerProtocol
{
    /// <summary>The name in market files: "bidline", "ringba".</summary>
    string Name { get; }

    /// <summary>The request to send. Never throws for a valid <paramref name="request"/>.</summary>
    BidderHttpRequest Write(BidRequest request, BidderTerms terms);

    /// <summary>
    /// Reads an answer that a stranger sent. Never throws: what cannot be read is <see cref="BidAnswer.Invalid"/>,
    /// with the path and what was found. Money is read as decimal text, never as a double.
    /// </summary>
    BidAnswer Read(BidderHttpAnswer answer, BidRequest request, BidderTerms terms);
}
