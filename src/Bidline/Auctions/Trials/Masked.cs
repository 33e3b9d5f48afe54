using System.Text;
using System.Text.RegularExpressions;

namespace Bidline.Auctions.Trials;

/// <summary>
/// Hides what looks like a secret in what was sent: buyers' dialects carry keys in headers, addresses and bodies, and
/// whoever may press "test" need not know them. Pure.
/// </summary>
public static partial class Masked
{
    public const string Mask = "••••";

    public static BidderExchange Of(BidderExchange exchange) => exchange with
    {
        Request = exchange.Request with
        {
            Url = new Uri(OfUrl(exchange.Request.Url)),
            Headers = [.. exchange.Request.Headers.Select(OfHeader)],
            Body = Encoding.UTF8.GetBytes(OfText(Encoding.UTF8.GetString(exchange.Request.Body.Span))),
        },
    };

    /// <summary>Values of fields in JSON, XML and form text whose names are those of secrets.</summary>
    public static string OfText(string text) => XmlSecret().Replace(
        FormSecret().Replace(JsonSecret().Replace(text, "$1" + Mask), "$1" + Mask), "$1" + Mask);

    private static KeyValuePair<string, string> OfHeader(KeyValuePair<string, string> header) =>
        SecretHeader().IsMatch(header.Key) ? KeyValuePair.Create(header.Key, Mask) : header;

    /// <summary>An address to look at, not to go to: also one with fields of a template in it.</summary>
    public static string OfAddress(string address) => OfAddress(address, Mask);

    private static string OfUrl(Uri url) => OfAddress(url.AbsoluteUri, Uri.EscapeDataString(Mask));

    private static string OfAddress(string address, string mask) =>
        FormSecret().Replace(UserPart().Replace(address, "$1" + mask + "@"), "$1" + mask);

    private const string Names = @"[\w.\-]*(?:key|token|secret|password|passwd|pwd|authorization|signature|credentials?)";

    [GeneratedRegex("(\"" + Names + "\"\\s*:\\s*\")(?:[^\"\\\\]|\\\\.)+", RegexOptions.IgnoreCase)]
    private static partial Regex JsonSecret();

    [GeneratedRegex("((?:^|[?&])" + Names + "=)[^&\\s#]+", RegexOptions.IgnoreCase)]
    private static partial Regex FormSecret();

    [GeneratedRegex("^([a-z]+://)[^/?#@]+@", RegexOptions.IgnoreCase)]
    private static partial Regex UserPart();

    [GeneratedRegex("(<" + Names + ">)[^<]+", RegexOptions.IgnoreCase)]
    private static partial Regex XmlSecret();

    [GeneratedRegex("auth|key|token|secret|cookie|password|signature", RegexOptions.IgnoreCase)]
    private static partial Regex SecretHeader();
}
