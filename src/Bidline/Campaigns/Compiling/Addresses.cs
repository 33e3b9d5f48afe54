using System.Net;
using Bidline.Connecting;

namespace Bidline.Campaigns.Compiling;

/// <summary>
/// Checks the addresses that a market names. Only what stands in the text is judged here; a name that leads to a
/// private address is refused when it is dialled or asked.
/// </summary>
internal static class Addresses
{
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

    // The same judge as when the connection is made (Connecting/AddressPolicy). Addresses of examples pass here: they
    // lead nowhere, and a file that is being written has them.
    private static void CheckPublic(string host, Ground ground, string pointer)
    {
        var name = host.TrimEnd('.');
        var kind = IPAddress.TryParse(name.Trim('[', ']'), out var address)
            ? new AddressPolicy(ground.Rules.AllowPrivate).RefusalOf(address)
            : IsLocalName(name) && !ground.Rules.AllowPrivate ? "loopback" : null;
        if (kind is null or "documentation") return;
        ground.Findings.Add(
            pointer, "private_address", $"{host} is not a public address ({kind.Replace('_', ' ')}).",
            kind is "unspecified" or "multicast" or "reserved"
                ? null
                : "start the server with --allow-private where that is meant");
    }

    // "localhost" and its children never leave the machine (RFC 6761).
    private static bool IsLocalName(string name) =>
        name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
