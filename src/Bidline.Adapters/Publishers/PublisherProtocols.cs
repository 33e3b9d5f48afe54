using Bidline.Adapters.Publishers.Bidline;
using Bidline.Adapters.Publishers.CallGrid;
using Bidline.Adapters.Publishers.LeadsPedia;
using Bidline.Adapters.Publishers.Retreaver;
using Bidline.Adapters.Publishers.Ringba;
using Bidline.Adapters.Publishers.TrackDrive;

namespace Bidline.Adapters.Publishers;

/// <summary>Every dialect that publishers may ping in. A new one is a folder and a line here.</summary>
public static class PublisherProtocols
{
    public static IReadOnlyList<IPublisherProtocol> All { get; } =
    [
        new OfferProtocol(),
        new RingbaPingProtocol(),
        new RetreaverPingProtocol(),
        new TrackDrivePingProtocol(),
        new CallGridPingProtocol(),
        new LeadsPediaPingProtocol(),
    ];

    public static IPublisherProtocol Of(string name) => All.First(protocol => protocol.Name == name);
}
