using Bidline.Adapters.Publishers.Bidline;
using Bidline.Adapters.Publishers.Ringba;

namespace Bidline.Adapters.Publishers;

/// <summary>Every dialect that publishers may ping in. A new one is a folder and a line here.</summary>
public static class PublisherProtocols
{
    public static IReadOnlyList<IPublisherProtocol> All { get; } =
    [
        new OfferProtocol(),
        new RingbaPingProtocol(),
    ];

    public static IPublisherProtocol Of(string name) => All.First(protocol => protocol.Name == name);
}
