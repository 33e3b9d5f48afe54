using System.Net;
using System.Net.NetworkInformation;

namespace Bidline.Server.Hosting;

/// <summary>Where our own SIP edge can be reached: a bid must not send a call back to us.</summary>
internal static class OwnAddresses
{
    public static IReadOnlyList<IPEndPoint> Of(IPEndPoint sip)
    {
        var any = sip.Address.Equals(IPAddress.Any) || sip.Address.Equals(IPAddress.IPv6Any);
        return any
            ? [.. Local().Select(address => new IPEndPoint(address, sip.Port))]
            : [sip];
    }

    private static IEnumerable<IPAddress> Local() => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(card => card.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address);
}
