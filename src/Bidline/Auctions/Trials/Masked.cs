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

    private static string OfUrl(Uri url)
    {
        var text = url.UserInfo.Length == 0
            ? url.AbsoluteUri
            : url.AbsoluteUri.Replace(url.UserInfo + "@", Uri.EscapeDataString(Mask) + "@", StringComparison.Ordinal);
        return FormSecret().Replace(text, "$1" + Uri.EscapeDataString(Mask));
    }

    private const string Names = @"[\w.\-]*(?:key|token|secret|password|passwd|pwd|authorization|signature|credentials?)";

    [GeneratedRegex("(\"" + Names + "\"\\s*:\\s*\")(?:[^\"\\\\]|\\\\.)+", RegexOptions.IgnoreCase)]
    private static partial Regex JsonSecret();

    [GeneratedRegex("((?:^|[?&])" + Names + "=)[^&\\s#]+", RegexOptions.IgnoreCase)]
    private static partial Regex FormSecret();

    [GeneratedRegex("(<" + Names + ">)[^<]+", RegexOptions.IgnoreCase)]
    private static partial Regex XmlSecret();

    [GeneratedRegex("auth|key|token|secret|cookie|password|signature", RegexOptions.IgnoreCase)]
    private static partial Regex SecretHeader();
}
