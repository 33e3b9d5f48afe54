using Bidline.Adapters.Buyers;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Tests.Auctions;

namespace Bidline.Tests.Protocol;

/// <summary>Bid requests as the auction makes and writes them.</summary>
internal static class Questions
{
    public static BidRequest Request(
        CallerProfile? profile = null, ShareCaller share = ShareCaller.Never, decimal floor = 12, int deadlineMs = 93)
    {
        var candidacy = Some.Bidder("rtb", share: share);
        var order = Some.Order([candidacy], Some.Terms(floor: floor));
        if (profile is not null) order = order with { Profile = profile };
        var terms = ((TargetPrice.Bidder)candidacy.Target.Price).Terms;
        return new BidRequests(order, Some.Settings, new CallerHash(Some.Settings.CallerHashKey))
            .For(candidacy.Buyer, terms, TimeSpan.FromMilliseconds(deadlineMs));
    }

    public static ReadOnlyMemory<byte> Written(BidRequest request) => Native.Write(request, Terms).Body;

    /// <summary>What an answer to the ordinary request means.</summary>
    public static BidAnswer Read(int status, byte[] body) =>
        Native.Read(new BidderHttpAnswer(status, "application/json", body), Request(), Terms);

    public static ReadOnlyMemory<byte> Ordinary() => Written(Request());

    private static IBuyerProtocol Native { get; } = BuyerProtocols.All.First(protocol => protocol.Name == "bidline");

    private static BidderTerms Terms { get; } = ((TargetPrice.Bidder)Some.Bidder("rtb").Target.Price).Terms;
}
