namespace Bidline.Tracking.Pages;

/// <summary>What the Content-Security-Policy of a page lets our script do (CSP Level 3, as far as it matters). Pure.</summary>
internal static class PagePolicy
{
    /// <summary>What the page forbids, one sentence each.</summary>
    /// <param name="policies">The page's, each of which must allow it.</param>
    /// <param name="nonce">Of the script's tag; null for none.</param>
    public static IEnumerable<string> Forbids(IEnumerable<string> policies, Uri exchange, string? nonce)
    {
        foreach (var policy in policies)
        {
            var directives = Read(policy);
            if (Sources(directives, "script-src-elem", "script-src", "default-src") is { } scripts
                && !Allows(scripts, exchange) && !(nonce is not null && scripts.Contains($"'nonce-{nonce}'")))
            {
                yield return $"The page's Content-Security-Policy keeps our script away: add {Origin(exchange)} to script-src.";
            }

            if (Sources(directives, "connect-src", "default-src") is { } connects && !Allows(connects, exchange))
            {
                yield return "The page's Content-Security-Policy lets the script ask for no number: "
                    + $"add {Origin(exchange)} to connect-src.";
            }
        }
    }

    private static Dictionary<string, string[]> Read(string policy)
    {
        var read = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        foreach (var directive in policy.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = directive.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            read.TryAdd(words[0], words[1..]);
        }

        return read;
    }

    private static string[]? Sources(Dictionary<string, string[]> directives, params string[] names) =>
        names.Select(name => directives.GetValueOrDefault(name)).FirstOrDefault(sources => sources is not null);

    private static bool Allows(string[] sources, Uri exchange) => sources.Any(source => source switch
    {
        "*" => true,
        _ when source.EndsWith(':') => source.Equals($"{exchange.Scheme}:", StringComparison.OrdinalIgnoreCase),
        _ => AllowsHost(source, exchange),
    });

    private static bool AllowsHost(string source, Uri exchange)
    {
        var text = source.Contains("://", StringComparison.Ordinal) ? source : $"{exchange.Scheme}://{source}";
        var isWild = text.Contains("://*.", StringComparison.Ordinal);
        var host = text.Replace("://*.", "://", StringComparison.Ordinal);
        if (!Uri.TryCreate(host, UriKind.Absolute, out var allowed)) return false;
        var hostFits = isWild
            ? exchange.Host.EndsWith($".{allowed.Host}", StringComparison.OrdinalIgnoreCase)
            : exchange.Host.Equals(allowed.Host, StringComparison.OrdinalIgnoreCase);
        return hostFits && allowed.Scheme == exchange.Scheme && allowed.Port == exchange.Port;
    }

    private static string Origin(Uri exchange) => exchange.GetLeftPart(UriPartial.Authority);
}
