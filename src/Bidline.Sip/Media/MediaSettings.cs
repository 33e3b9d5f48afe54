using System.Net;

namespace Bidline.Sip.Media;

/// <summary>How media is carried. Checked by <see cref="MediaPlane.Start"/>.</summary>
/// <param name="PortFirst">RTP takes the even ports of the range, RTCP the odd one above each.</param>
/// <param name="Bind4"><see cref="IPAddress.Any"/> or one address; null means no IPv4 media.</param>
/// <param name="Bind6"><see cref="IPAddress.IPv6Any"/> or one address; null means no IPv6 media.</param>
/// <param name="Advertised4">Written in SDP instead of the bound address: the public side of a one-to-one NAT.</param>
internal sealed record MediaSettings(
    int PortFirst,
    int PortLast,
    IPAddress? Bind4,
    IPAddress? Bind6 = null,
    IPAddress? Advertised4 = null,
    IPAddress? Advertised6 = null)
{
    /// <summary>A side that should be heard and was not for this long is dead.</summary>
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a returned port rests, so that late packets of one call cannot reach the next.</summary>
    public TimeSpan Quarantine { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A leg may send this many packets a second (G.711 needs 50, at 10 ms frames 100); more are dropped.</summary>
    public int PacketsPerSecondMax { get; init; } = 200;

    /// <summary>Use epoll where there is one; false takes the portable sockets everywhere.</summary>
    public bool Native { get; init; } = true;
}
