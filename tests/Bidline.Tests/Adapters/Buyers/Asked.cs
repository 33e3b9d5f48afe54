using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Tests.Adapters.Buyers;

/// <summary>A question to one bidder, without an auction around it.</summary>
internal static class Asked
{
    public static BidRequest Request(int deadlineMs = 900) => new(
        AuctionId.New(TimeProvider.System), CallId.New(TimeProvider.System), TimeSpan.FromMilliseconds(deadlineMs),
        Money.Usd(0), false, new CampaignId("auto-fl"), "p-7f3a", "305", "FL", "33130", null, null, null, null, null,
        new Dictionary<string, string>(), []);

    public static BidderTerms Terms(string url, int timeoutMs = 1000) => new(
        "bidline", new Uri(url), TimeSpan.FromMilliseconds(timeoutMs), null, ShareCaller.Never);
}
