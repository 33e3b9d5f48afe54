using System.Net;
using System.Net.Sockets;

namespace Bidline.Connecting;

/// <summary>
/// The one answer to "may we talk to this address", shared by bidders, postbacks, SIP targets and media, so that no
/// relay to the inside is left open beside a closed one (reliability.md F31, F38). Ask it about the address that was
/// connected, not about the name that was configured. Safe on any thread.
/// </summary>
/// <param name="allowPrivate">Loopback, private, link-local and carrier-grade NAT addresses are allowed too.</param>
public sealed class AddressPolicy(bool allowPrivate)
{
    // RFC 6890 and its registry. The second part says whether leave can be given; the rest is never a peer.
    private static readonly (IPNetwork Network, string Kind, bool MayBeAllowed)[] Special =
    [
        (IPNetwork.Parse("127.0.0.0/8"), "loopback", true),
        (IPNetwork.Parse("10.0.0.0/8"), "private", true),
        (IPNetwork.Parse("172.16.0.0/12"), "private", true),
        (IPNetwork.Parse("192.168.0.0/16"), "private", true),
        (IPNetwork.Parse("169.254.0.0/16"), "link_local", true),
        (IPNetwork.Parse("100.64.0.0/10"), "carrier_nat", true),
        (IPNetwork.Parse("0.0.0.0/8"), "unspecified", false),
        (IPNetwork.Parse("192.0.0.0/24"), "reserved", false),
        (IPNetwork.Parse("192.0.2.0/24"), "documentation", false),
        (IPNetwork.Parse("198.18.0.0/15"), "reserved", false),
        (IPNetwork.Parse("198.51.100.0/24"), "documentation", false),
        (IPNetwork.Parse("203.0.113.0/24"), "documentation", false),
        (IPNetwork.Parse("224.0.0.0/4"), "multicast", false),
        (IPNetwork.Parse("240.0.0.0/4"), "reserved", false),
        (IPNetwork.Parse("::1/128"), "loopback", true),
        (IPNetwork.Parse("fc00::/7"), "private", true),
        (IPNetwork.Parse("fe80::/10"), "link_local", true),
        (IPNetwork.Parse("fec0::/10"), "private", true),
        (IPNetwork.Parse("::/128"), "unspecified", false),
        (IPNetwork.Parse("2001:db8::/32"), "documentation", false),
        (IPNetwork.Parse("ff00::/8"), "multicast", false),
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork V4Compatible = IPNetwork.Parse("::/96");

    public bool AllowsPrivate => allowPrivate;

    /// <summary>
    /// Null when the address may be used; otherwise the kind that forbids it: "loopback", "private", …
    /// </summary>
    public string? RefusalOf(IPAddress address)
    {
        var judged = Unwrapped(address);
        foreach (var (network, kind, mayBeAllowed) in Special)
        {
            if (network.BaseAddress.AddressFamily != judged.AddressFamily || !network.Contains(judged)) continue;
            return allowPrivate && mayBeAllowed ? null : kind;
        }

        return null;
    }

    // An IPv4 address can hide in several IPv6 forms; what counts is where the packets would go.
    private static IPAddress Unwrapped(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        if (SixToFour.Contains(address)) return new IPAddress(bytes.AsSpan(2, 4));
        var embeds = Nat64.Contains(address) || (V4Compatible.Contains(address) && (bytes[12] | bytes[13]) != 0);
        return embeds ? new IPAddress(bytes.AsSpan(12, 4)) : address;
    }
}
