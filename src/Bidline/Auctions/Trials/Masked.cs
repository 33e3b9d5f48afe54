using System.Text;
using System.Text.RegularExpressions;
using Bidline.Campaigns;

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
            Url = new Uri(OfAddress(exchange.Request.Url.AbsoluteUri, Uri.EscapeDataString(Mask))),
            Headers = [.. exchange.Request.Headers.Select(OfHeader)],
            Body = Encoding.UTF8.GetBytes(OfText(Encoding.UTF8.GetString(exchange.Request.Body.Span))),
        },
    };

    /// <summary>Values of fields in JSON, XML and form text whose names are those of secrets.</summary>
    public static string OfText(string text) => SecretText.Change(text, (_, _, quote) => quote + Mask + quote);

    /// <summary>An address to look at, not to go to: also one with fields of a template in it.</summary>
    public static string OfAddress(string address) => OfAddress(address, Mask);

    private static KeyValuePair<string, string> OfHeader(KeyValuePair<string, string> header) =>
        SecretText.IsSecretName(header.Key) ? KeyValuePair.Create(header.Key, Mask) : header;

    private static string OfAddress(string address, string mask) =>
        SecretText.Change(UserPart().Replace(address, "$1" + mask + "@"), (_, _, _) => mask);

    [GeneratedRegex("^([a-z]+://)[^/?#@]+@", RegexOptions.IgnoreCase)]
    private static partial Regex UserPart();
}
