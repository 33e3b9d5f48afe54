using System.Text.RegularExpressions;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Tracking.Pages;

/// <summary>A page as it was fetched.</summary>
/// <param name="Policies">Its Content-Security-Policy headers.</param>
public sealed record FetchedPage(Uri Url, int Status, string ContentType, string Html, IReadOnlyList<string> Policies);

/// <summary>A number on a page.</summary>
/// <param name="Where">"mark", "link" or "text".</param>
/// <param name="IsSwapped">Visitors see their own number in its place.</param>
/// <param name="Why">Why not; null where it is.</param>
public sealed record FoundNumber(string Where, string Text, bool IsSwapped, string? Why);

/// <summary>What our script will do on a page.</summary>
/// <param name="Pool">The pool that the page's script names; null where there is no script.</param>
/// <param name="Problems">What keeps visitors from a number of their own, one sentence each; none is good.</param>
public sealed record PageReport(
    Uri Url, int Status, string? Pool, IReadOnlyList<FoundNumber> Numbers, IReadOnlyList<string> Problems);

/// <summary>Says what our script will do on a page, from the page alone. Pure.</summary>
public static partial class PageCheck
{
    private const int NumbersMax = 100;

    // Elements that have no end tag.
    private static readonly HashSet<string> Void =
        ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

    /// <param name="exchange">Where our script is served.</param>
    public static PageReport Of(FetchedPage page, NumberPool pool, Uri exchange)
    {
        var tokens = HtmlTokens.Of(page.Html).ToArray();
        var script = Array.Find(tokens, token => token is { Name: "script", IsEnd: false } && IsOurs(token, page.Url));
        var own = Own(script);
        var numbers = Numbers(tokens, own, script?.Attributes.GetValueOrDefault("data-pool")).Take(NumbersMax).ToArray();
        return new PageReport(
            page.Url, page.Status, script?.Attributes.GetValueOrDefault("data-pool"), numbers,
            [.. Problems(page, tokens, script, numbers, pool, exchange)]);
    }

    private static IEnumerable<string> Problems(
        FetchedPage page, HtmlToken[] tokens, HtmlToken? script, FoundNumber[] numbers, NumberPool pool, Uri exchange)
    {
        if (page.Status is < 200 or > 299) yield return $"The page answers {page.Status}.";
        if (!page.ContentType.Contains("html", StringComparison.OrdinalIgnoreCase))
            yield return $"The page is {page.ContentType}, not HTML.";
        if (!pool.Takes(page.Url.Host)) yield return $"The pool is not for pages of {page.Url.Host}: see sites.";
        if (script is null)
        {
            yield return "The page does not load our script.";
            yield break;
        }

        var source = new Uri(page.Url, script.Attributes["src"]);
        if (source.GetLeftPart(UriPartial.Authority) != exchange.GetLeftPart(UriPartial.Authority))
            yield return $"The script is loaded from {source.GetLeftPart(UriPartial.Authority)}, not from here.";
        if (page.Url.Scheme == "https" && source.Scheme == "http")
            yield return "The page is https and loads the script over http: browsers refuse that.";
        var named = script.Attributes.GetValueOrDefault("data-pool");
        if (named != pool.Id.Value) yield return named is null ? "The script names no pool." : $"The script names pool {named}.";
        if (!script.Has("async") && !script.Has("defer")) yield return "The script is not async: the page waits for it.";
        var policies = page.Policies.Concat(tokens
            .Where(token => token.Name == "meta"
                && token.Attributes.GetValueOrDefault("http-equiv") is { } kind
                && kind.Equals("content-security-policy", StringComparison.OrdinalIgnoreCase))
            .Select(token => token.Attributes.GetValueOrDefault("content") ?? ""));
        foreach (var forbidden in PagePolicy.Forbids(policies, exchange, script.Attributes.GetValueOrDefault("nonce")))
            yield return forbidden;
        if (!numbers.Any(number => number.IsSwapped))
            yield return "Nothing on the page would change: name its number in data-number, or mark an element data-bidline.";
    }

    private static bool IsOurs(HtmlToken token, Uri page) => token.Attributes.GetValueOrDefault("src") is { } source
        && Uri.TryCreate(page, source, out var uri) && uri.AbsolutePath.EndsWith("/n.js", StringComparison.Ordinal);

    private static HashSet<string> Own(HtmlToken? script) =>
    [
        .. (script?.Attributes.GetValueOrDefault("data-number") ?? "").Split(',')
            .Select(text => PhoneNumber.TryParse(text.Trim(), out var number) ? number.E164 : null).OfType<string>(),
    ];

    private static IEnumerable<FoundNumber> Numbers(HtmlToken[] tokens, HashSet<string> own, string? pool)
    {
        var open = new Stack<(string Name, bool IsMarked, bool IsIgnored)>();
        foreach (var token in tokens)
        {
            var (isMarked, isIgnored) = open.TryPeek(out var outer) ? (outer.IsMarked, outer.IsIgnored) : (false, false);
            if (token.Name is null)
            {
                foreach (Match match in Phone().Matches(token.Text))
                    yield return Found(isMarked ? "mark" : "text", match.Value, own, isMarked, isIgnored);
            }
            else if (token.IsEnd) Close(open, token.Name);
            else
            {
                isIgnored |= token.Has("data-bidline-ignore");
                isMarked |= token.Attributes.GetValueOrDefault("data-bidline") is { } mark && (mark.Length == 0 || mark == pool);
                if (token.Attributes.GetValueOrDefault("href") is { } link && Link().Match(link) is { Success: true } number)
                    yield return Found(isMarked ? "mark" : "link", number.Groups[1].Value, own, isMarked, isIgnored);
                if (!Void.Contains(token.Name)) open.Push((token.Name, isMarked, isIgnored));
            }
        }
    }

    private static void Close(Stack<(string Name, bool IsMarked, bool IsIgnored)> open, string name)
    {
        if (!open.Any(element => element.Name == name)) return;
        while (open.Pop().Name != name)
        {
        }
    }

    private static FoundNumber Found(string where, string text, HashSet<string> own, bool isMarked, bool isIgnored)
    {
        var isOwn = PhoneNumber.TryParse(text, out var number) && own.Contains(number.E164);
        var why = isIgnored ? "inside data-bidline-ignore"
            : isMarked || isOwn ? null
            : own.Count == 0 ? "the script has no data-number, and it is not marked data-bidline"
            : "not one of data-number, and not marked data-bidline";
        return new FoundNumber(where, text.Trim(), why is null, why);
    }

    [GeneratedRegex(
        @"\+?\(?\d[\d\s().\-\u00a0\u2010-\u2015/]{5,18}\d", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Phone();

    [GeneratedRegex("^(?:tel|sms):([^?;]*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
