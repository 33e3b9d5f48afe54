using System.Net;
using Bidline.Campaigns;

namespace Bidline.Server.Pings;

/// <summary>What the addresses of our offers have behind the @: where publishers send their calls.</summary>
internal sealed class OwnSipHost
{
    private const int UsualPort = 5060;

    private volatile IPEndPoint? _listening;

    /// <summary>Said by the SIP edge when it is there; no call can come before.</summary>
    public void ListensAt(IPEndPoint endPoint) => _listening = endPoint;

    /// <param name="asked">By which name of ours the ping came: the better guess where we listen on every address.</param>
    public string Of(PingEndpoint? endpoint, string asked)
    {
        if (endpoint?.SipHost is { } given) return given;
        if (_listening is not { } listening) return asked;
        var isAny = listening.Address.Equals(IPAddress.Any) || listening.Address.Equals(IPAddress.IPv6Any);
        var host = isAny ? asked : listening.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? $"[{listening.Address}]"
            : listening.Address.ToString();
        return listening.Port == UsualPort ? host : $"{host}:{listening.Port}";
    }
}
