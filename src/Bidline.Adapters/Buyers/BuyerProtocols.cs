using Bidline.Adapters.Buyers.Bidline;
using Bidline.Adapters.Buyers.Boberdoo;
using Bidline.Adapters.Buyers.CallGrid;
using Bidline.Adapters.Buyers.LeadsPedia;
using Bidline.Adapters.Buyers.Retreaver;
using Bidline.Adapters.Buyers.Ringba;
using Bidline.Adapters.Buyers.Template;
using Bidline.Adapters.Buyers.TrackDrive;
using Bidline.Auctions;
using Bidline.Campaigns;

namespace Bidline.Adapters.Buyers;

/// <summary>Every dialect that buyers' bidders may speak. A new one is a folder and a line here.</summary>
public static class BuyerProtocols
{
    public static IReadOnlyList<IBuyerProtocol> All { get; } =
    [
        new BidlineProtocol(),
        new RingbaProtocol(),
        new CallGridProtocol(),
        new LeadsPediaProtocol(),
        new RetreaverProtocol(),
        new TrackDriveProtocol(),
        new BoberdooProtocol(),
        new TemplateProtocol(),
    ];

    /// <summary>What a market may not name a bidder of these dialects without.</summary>
    public static IReadOnlyDictionary<string, DialectAddress> Addresses { get; } = new Dictionary<string, DialectAddress>
    {
        ["trackdrive"] = TrackDriveProtocol.Address,
    };
}
