namespace Bidline.Adapters.Buyers;

/// <summary>The settings that stand behind the question mark of a bidder's URL.</summary>
internal static class UrlQuery
{
    public static IEnumerable<(string Name, string Value)> Of(Uri url)
    {
        foreach (var part in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=');
            var (name, value) = equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);
            yield return (Decoded(name), Decoded(value));
        }
    }

    /// <summary>Null when it is not there.</summary>
    public static string? Find(Uri url, string name) => Of(url)
        .Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        .Select(field => field.Value)
        .FirstOrDefault();

    /// <summary>The address alone.</summary>
    public static Uri Without(Uri url) => new(url.GetLeftPart(UriPartial.Path));

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
