using System.Text.RegularExpressions;

namespace Bidline.Campaigns;

/// <summary>What becomes of one secret in a text.</summary>
/// <param name="place">The same for the same secret of the same text: "api_key#0".</param>
/// <param name="value">As it stands there, in JSON with its quotes.</param>
/// <param name="quote">What stands around a text there: a quotation mark in JSON, nothing elsewhere.</param>
public delegate string SecretChange(string place, string value, string quote);

/// <summary>
/// Finds what looks like a secret in addresses and bodies, by the name that stands before it: buyers' dialects carry
/// their keys there. A field of a template ("{{settings.key}}") is none: it says where the secret is. Pure.
/// </summary>
public static partial class SecretText
{
    private const string Names =
        @"[\w.\-]*(?:key|token|secret|password|passwd|pwd|auth|authorization|signature|credentials?)";

    /// <summary>Whether a header, a setting or a cookie of this name holds a secret.</summary>
    public static bool IsSecretName(string name) => SecretName().IsMatch(name);

    /// <summary>With each secret of a query, a form, JSON or XML changed; the same text when it has none.</summary>
    public static string Change(string text, SecretChange change)
    {
        var seen = new Dictionary<string, int>();
        return Secret().Replace(text, match =>
        {
            var (name, value) = (match.Groups["name"].Value.ToLowerInvariant(), match.Groups["value"].Value);
            if (TemplateField().IsMatch(value)) return match.Value;
            var count = seen[name] = seen.GetValueOrDefault(name, -1) + 1;
            var quote = match.Groups["json"].Success ? "\"" : "";
            return match.Groups["before"].Value + change($"{name}#{count}", value, quote);
        });
    }

    [GeneratedRegex("auth|key|token|secret|cookie|password|signature|credential", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    // In one pass, so that what stands inside of one secret is never taken for another.
    [GeneratedRegex(
        "(?<before>(?<json>\")(?<name>" + Names + ")\"\\s*:\\s*)(?<value>\"(?:[^\"\\\\]|\\\\.)+\"|-?[0-9][0-9.]*)"
        + "|(?<before>(?:^|[?&])(?<name>" + Names + ")=)(?<value>(?:\\{\\{[^{}]*\\}\\}|[^&\\s#\"<])+)"
        + "|(?<before><(?<name>" + Names + ")>)(?<value>[^<]+)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Secret();

    [GeneratedRegex("^\"?\\{\\{[^{}]*\\}\\}\"?$")]
    private static partial Regex TemplateField();
}
