using System.Net;
using System.Text.RegularExpressions;

namespace Bidline.Tracking.Pages;

/// <summary>A piece of a page: a tag with its attributes, or a text between tags.</summary>
/// <param name="Name">In lower case; null for a text.</param>
/// <param name="IsEnd">"&lt;/a&gt;".</param>
/// <param name="Text">Decoded; empty for a tag.</param>
internal sealed record HtmlToken(string? Name, bool IsEnd, IReadOnlyDictionary<string, string> Attributes, string Text)
{
    public bool Has(string attribute) => Attributes.ContainsKey(attribute);
}

/// <summary>Cuts a page into tags and texts. No page is too broken for it: what is no tag is text. Pure.</summary>
internal static partial class HtmlTokens
{
    private static readonly Dictionary<string, string> None = [];

    // Their content is no text of the page.
    private static readonly HashSet<string> Opaque = ["script", "style", "noscript", "textarea", "template", "title"];

    public static IEnumerable<HtmlToken> Of(string html)
    {
        var at = 0;
        while (at < html.Length)
        {
            if (Tag().Match(html, at) is not { Success: true } match)
            {
                yield return Text(html[at..]);
                yield break;
            }

            if (match.Index > at) yield return Text(html[at..match.Index]);
            at = match.Index + match.Length;
            if (!match.Groups["name"].Success) continue;
            var name = match.Groups["name"].Value.ToLowerInvariant();
            var isEnd = match.Groups["end"].Length > 0;
            yield return new HtmlToken(name, isEnd, Attributes(match.Groups["rest"].Value), "");
            if (!isEnd && Opaque.Contains(name) && EndOf(html, name, at) is { } end) at = end;
        }
    }

    private static int? EndOf(string html, string name, int from) =>
        html.IndexOf($"</{name}", from, StringComparison.OrdinalIgnoreCase) is >= 0 and var end ? end : null;

    private static HtmlToken Text(string raw) => new(null, false, None, WebUtility.HtmlDecode(raw));

    private static Dictionary<string, string> Attributes(string rest)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match one in Attribute().Matches(rest))
        {
            var value = one.Groups["double"].Success ? one.Groups["double"].Value
                : one.Groups["single"].Success ? one.Groups["single"].Value : one.Groups["bare"].Value;
            read.TryAdd(one.Groups["name"].Value.ToLowerInvariant(), WebUtility.HtmlDecode(value));
        }

        return read;
    }

    [GeneratedRegex(
        """<!--[\s\S]*?(?:-->|$)|<![^>]*>|<(?<end>/?)(?<name>[A-Za-z][A-Za-z0-9-]*)(?<rest>(?:[^>"']|"[^"]*"|'[^']*')*)>""",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(
        """(?<name>[^\s=/"'<>]+)(?:\s*=\s*(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<bare>[^\s"'<>]+)))?""",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Attribute();
}
