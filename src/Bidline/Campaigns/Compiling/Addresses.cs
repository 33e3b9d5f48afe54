using System.Net;

namespace Bidline.Campaigns.Compiling;

/// <summary>
/// Checks the addresses that a market names. Only what stands in the text is judged here; a name that leads to a
/// private address is refused when it is dialled or asked.
/// </summary>
internal static class Addresses
{
    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("::1/128"), IPNetwork.Parse("::/128"),
        IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fe80::/10"),
    ];

    public static Uri CheckBidderUrl(string text, Ground ground, string pointer)
    {
        var blank = new Uri("http://invalid.invalid/");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || text.Any(char.IsControl))
        {
            ground.Findings.Add(pointer, "url", $"\"{Findings.Cut(text)}\" is not a whole URL.", "begin with https://");
            return blank;
        }

        if (url.Scheme is not ("http" or "https"))
            ground.Findings.Add(pointer, "url_scheme", $"\"{url.Scheme}\" is not http or https.");
        else if (url.UserInfo.Length > 0)
            ground.Findings.Add(pointer, "url_user", "A URL with a user and password is not accepted.");
        else CheckPublic(url.IdnHost, ground, pointer);
        return url;
    }

    /// <summary>"sip:user@host:port;transport=tcp" or "sip:host:port".</summary>
    public static void CheckSipUri(string text, Ground ground, string pointer, bool anyHost = false)
    {
        var rest = text.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? text[4..] : null;
        var plain = text.All(c => c > ' ' && c != '<' && c != '>' && c != '"' && c < 127);
        var host = rest?.Split(';', '?')[0].Split('@')[^1];
        if (host is null || !plain || text.Length > 256
            || !Uri.TryCreate($"http://{host}", UriKind.Absolute, out var url) || url.PathAndQuery != "/")
        {
            var hint = text.StartsWith("sips:", StringComparison.OrdinalIgnoreCase)
                ? "SIP over TLS is not in this version yet"
                : "write it like \"sip:sales@192.0.2.5:5060\"";
            ground.Findings.Add(pointer, "sip_address", $"\"{Findings.Cut(text)}\" is not a SIP address.", hint);
        }
        else if (!anyHost) CheckPublic(url.IdnHost, ground, pointer);
    }

    public static IPNetwork? ReadNetwork(string text, Ground ground, string pointer)
    {
        var isNetwork = IPNetwork.TryParse(text, out var network) && network.ToString() == text;
        if (!isNetwork && IPAddress.TryParse(text, out var single) && single.ToString() == text)
            network = new IPNetwork(single, single.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128);
        else if (!isNetwork)
        {
            ground.Findings.Add(
                pointer,
                "network",
                $"\"{Findings.Cut(text)}\" is not an address or a network.",
                NetworkHint(text) ?? "write it like \"192.0.2.0/24\"");
            return null;
        }

        if (network.PrefixLength == 0)
        {
            ground.Findings.Add(
                pointer, "default_route", $"\"{text}\" is the whole Internet: anybody could place calls.",
                "name the carrier's own addresses");
        }

        return network;
    }

    /// <summary>A network whose host bits are set was meant to be the one that holds it.</summary>
    private static string? NetworkHint(string text)
    {
        if (text.Split('/') is not [var address, var length]) return null;
        if (!IPAddress.TryParse(address, out var parsed) || !int.TryParse(length, out var bits)) return null;
        var bytes = parsed.GetAddressBytes();
        if (bits < 1 || bits > bytes.Length * 8) return null;
        for (var bit = bits; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return $"did you mean \"{new IPAddress(bytes)}/{bits}\"?";
    }

    private static void CheckPublic(string host, Ground ground, string pointer)
    {
        if (ground.Rules.AllowPrivate) return;
        var named = host is "localhost" || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        var isAddress = IPAddress.TryParse(host.Trim('[', ']'), out var address);
        if (isAddress && address!.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (named || (isAddress && Private.Any(network => network.Contains(address!))))
        {
            ground.Findings.Add(
                pointer, "private_address", $"{host} is an address of a private network.",
                "start the server with --allow-private where that is meant");
        }
    }
}
