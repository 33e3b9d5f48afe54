using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Visits;

/// <summary>
/// Whose browser it is, as far as an address tells. Behind a proxy of our own network it is what the proxy says; anybody
/// else's word for it is not taken.
/// </summary>
internal static class VisitAddress
{
    public static string Of(HttpContext context)
    {
        var from = Plain(context.Connection.RemoteIpAddress ?? IPAddress.None);
        if (IsOurs(from) && context.Request.Headers["X-Forwarded-For"] is [.., { } forwarded]
            && IPAddress.TryParse(forwarded.Split(',')[^1].Trim(), out var said)) from = Plain(said);
        return from.AddressFamily == AddressFamily.InterNetworkV6 ? NetworkOf(from) : from.ToString();
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool IsOurs(IPAddress address) => IPAddress.IsLoopback(address) || address.IsIPv6UniqueLocal
        || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is
            [10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..]);

    // A household has a whole network of 64 bits.
    private static string NetworkOf(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes).ToString();
    }
}
