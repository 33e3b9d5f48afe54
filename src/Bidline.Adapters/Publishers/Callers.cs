using Bidline.Pings;
using Bidline.Primitives;

namespace Bidline.Adapters.Publishers;

/// <summary>What a sender wrote for the caller's number, in every form that is seen in the wild.</summary>
internal static class Callers
{
    private const int ShownMax = 40;

    /// <summary>Words that senders write where there is no number.</summary>
    private static readonly HashSet<string> Nobody = new(StringComparer.OrdinalIgnoreCase)
    {
        "anonymous", "unknown", "restricted", "private", "unavailable", "null", "none", "undefined",
    };

    public static Ping With(Ping ping, string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || Nobody.Contains(text)) return ping;
        text = text.Trim();
        if (text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase)) text = text[4..];
        return PhoneNumber.TryParse(text, out var caller)
            ? ping with { Caller = caller }
            : ping with { UnreadableCaller = text.Length > ShownMax ? text[..ShownMax] : text };
    }
}
