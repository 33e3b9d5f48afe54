using System.Security.Cryptography;
using System.Text;

namespace Bidline.Sip.Targets;

/// <summary>One challenge of a 401 or 407 (RFC 7616, RFC 8760).</summary>
internal sealed record DigestChallenge(
    string Realm, string Nonce, string? Opaque, string? Algorithm, bool AsksQop, bool IsStale)
{
    public bool IsSha256 => string.Equals(Algorithm, "SHA-256", StringComparison.OrdinalIgnoreCase);

    /// <summary>Null when it is not Digest, has no nonce, or wants an algorithm or protection that we do not speak.</summary>
    public static DigestChallenge? Read(string header)
    {
        if (!header.StartsWith("Digest ", StringComparison.OrdinalIgnoreCase)) return null;
        var values = Parameters(header[7..]);
        var algorithm = values.GetValueOrDefault("algorithm");
        var known = algorithm is null
            || algorithm.Equals("MD5", StringComparison.OrdinalIgnoreCase)
            || algorithm.Equals("SHA-256", StringComparison.OrdinalIgnoreCase);
        var qop = values.GetValueOrDefault("qop");
        var asksQop = qop is not null
            && qop.Split(',').Any(q => q.Trim().Equals("auth", StringComparison.OrdinalIgnoreCase));
        if (!known || (qop is not null && !asksQop)) return null;
        if (!values.TryGetValue("realm", out var realm) || !values.TryGetValue("nonce", out var nonce)) return null;
        var stale = string.Equals(values.GetValueOrDefault("stale"), "true", StringComparison.OrdinalIgnoreCase);
        return new DigestChallenge(realm, nonce, values.GetValueOrDefault("opaque"), algorithm, asksQop, stale);
    }

    private static Dictionary<string, string> Parameters(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var at = 0; at < text.Length;)
        {
            var equals = text.IndexOf('=', at);
            if (equals < 0) break;
            var name = text[at..equals].Trim(' ', '\t', ',');
            var start = equals + 1;
            while (start < text.Length && text[start] == ' ') start++;
            values[name] = start < text.Length && text[start] == '"'
                ? Quoted(text, start + 1, out at)
                : Bare(text, start, out at);
        }

        return values;
    }

    private static string Quoted(string text, int start, out int next)
    {
        var value = new StringBuilder();
        for (next = start; next < text.Length && text[next] != '"'; next++)
        {
            if (text[next] == '\\' && next + 1 < text.Length) next++;
            value.Append(text[next]);
        }

        next = Math.Min(text.Length, next + 1);
        return value.ToString();
    }

    private static string Bare(string text, int start, out int next)
    {
        next = text.IndexOf(',', start);
        if (next < 0) next = text.Length;
        return text[start..next].Trim();
    }
}

/// <summary>Computes what a challenge wants to see (RFC 7616 3.4).</summary>
internal static class Digest
{
    private const string FirstUse = "00000001";

    public static string Response(
        DigestChallenge challenge, string user, string secret, string method, string uri, string clientNonce)
    {
        Func<string, string> hash = challenge.IsSha256 ? Sha256 : Md5;
        var who = hash($"{user}:{challenge.Realm}:{secret}");
        var what = hash($"{method}:{uri}");
        return challenge.AsksQop
            ? hash($"{who}:{challenge.Nonce}:{FirstUse}:{clientNonce}:auth:{what}")
            : hash($"{who}:{challenge.Nonce}:{what}");
    }

    /// <summary>The value of the (Proxy-)Authorization header.</summary>
    public static string Header(
        DigestChallenge challenge, string user, string secret, string method, string uri, string clientNonce)
    {
        var text = new StringBuilder("Digest username=").Append(Quote(user))
            .Append(", realm=").Append(Quote(challenge.Realm))
            .Append(", nonce=").Append(Quote(challenge.Nonce))
            .Append(", uri=").Append(Quote(uri))
            .Append(", response=\"").Append(Response(challenge, user, secret, method, uri, clientNonce)).Append('"');
        if (challenge.Algorithm is not null)
            text.Append(", algorithm=").Append(challenge.IsSha256 ? "SHA-256" : "MD5");
        if (challenge.Opaque is { } opaque) text.Append(", opaque=").Append(Quote(opaque));
        if (challenge.AsksQop)
            text.Append(", qop=auth, nc=").Append(FirstUse).Append(", cnonce=").Append(Quote(clientNonce));
        return text.ToString();
    }

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

#pragma warning disable CA5351 // RFC 3261 requires MD5, and most trunks know nothing else; RFC 8760 adds SHA-256.
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
