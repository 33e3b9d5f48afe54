using System.Globalization;
using System.Text;
using Bidline.Campaigns;

namespace Bidline.Tracking;

/// <summary>
/// Makes facts of what a page says. Whatever it says ends as short, plain text: nothing is refused, what is too long is
/// cut, and what is too much is left out. Pure.
/// </summary>
public static class VisitReading
{
    public const int TextMax = 256;

    /// <summary>A page without its query.</summary>
    public const int PageMax = 512;

    /// <summary>Tags of one visit, those of its address among them.</summary>
    public const int TagsMax = 40;

    /// <summary>Parameters of an address that are looked at.</summary>
    private const int ParametersMax = 100;

    private const int NameMax = 64;

    public static VisitFacts Read(VisitRequest request, NumberPool pool)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in Parameters(request.Url))
        {
            if (pool.Parameters.TryGetValue(name, out var tag)) Add(tags, tag, value);
            else if (AdTags.All.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } known)
                Add(tags, known, value);
        }

        if (tags.TryGetValue("utm_term", out var term)) Add(tags, AdTags.Keyword, term);
        foreach (var (name, value) in OfPage(request.Tags)) Add(tags, name, value);
        return new VisitFacts(
            Page(request.Url), Page(request.Referrer), Device.Of(request.UserAgent), tags, AreaOf(request.Area));
    }

    /// <summary>What a page adds to a visit later: its names are the page's own, and never those of an advertisement.</summary>
    public static IEnumerable<KeyValuePair<string, string>> OfPage(IReadOnlyDictionary<string, string?>? tags) =>
        (tags ?? new Dictionary<string, string?>()).Take(TagsMax)
            .Where(tag => tag.Value is not null && IsName(tag.Key) && !AdTags.All.Contains(tag.Key.ToLowerInvariant()))
            .Select(tag => KeyValuePair.Create(tag.Key.ToLowerInvariant(), tag.Value!));

    /// <summary>The first value of a name stands.</summary>
    public static void Add(Dictionary<string, string> tags, string name, string value)
    {
        var text = Plain(value, TextMax);
        if (text.Length > 0 && tags.Count < TagsMax) tags.TryAdd(name, text);
    }

    /// <summary>
    /// One line of visible characters: controls and those that turn the direction of writing are spaces, halves of
    /// characters are gone.
    /// </summary>
    public static string Plain(string text, int most)
    {
        var plain = new StringBuilder(Math.Min(text.Length, most));
        foreach (var rune in text.EnumerateRunes())
        {
            if (plain.Length + rune.Utf16SequenceLength > most) break;
            var isPlain = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned) && rune.Value != 0xFFFD;
            plain.Append(isPlain ? rune.ToString() : " ");
        }

        return plain.ToString().Trim();
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= NameMax && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    private static string? AreaOf(string? area) =>
        area is { Length: 3 } && area.All(char.IsAsciiDigit) ? area : null;

    private static string? Page(string? address)
    {
        if (address is null || !Uri.TryCreate(Cut(address), UriKind.Absolute, out var uri)) return null;
        if (uri.Scheme is not ("http" or "https")) return null;
        return Plain($"{uri.Scheme}://{uri.Authority}{uri.AbsolutePath}", PageMax);
    }

    private static IEnumerable<(string Name, string Value)> Parameters(string? address)
    {
        if (address is null || address.IndexOf('?', StringComparison.Ordinal) is not (>= 0 and var at)) yield break;
        var query = address[(at + 1)..];
        if (query.IndexOf('#', StringComparison.Ordinal) is >= 0 and var end) query = query[..end];
        foreach (var pair in query.Split('&', ParametersMax + 1).Take(ParametersMax))
        {
            var cut = pair.IndexOf('=', StringComparison.Ordinal);
            if (cut > 0) yield return (Decoded(pair[..cut]), Decoded(pair[(cut + 1)..]));
        }
    }

    private static string Decoded(string text) =>
        Uri.UnescapeDataString((text.Length > 4 * TextMax ? text[..(4 * TextMax)] : text).Replace('+', ' '));

    private static string Cut(string address) =>
        address.IndexOfAny(['?', '#']) is >= 0 and var end ? address[..end] : address;
}
