using System.Text;
using System.Text.RegularExpressions;

namespace Bidline.Campaigns;

/// <summary>
/// A URL with fields in double braces, as affiliates' trackers want it: "https://t.example/pb?cid={{tags.click_id}}". The
/// values are escaped; one that is not known is empty, or what stands behind a bar: "{{payout|0}}".
/// </summary>
public sealed partial record TrackerUrl(string Text)
{
    public const string Tags = "tags.";

    /// <summary>Besides the tags of the call.</summary>
    public static IReadOnlyList<string> Known { get; } =
        ["event", "call", "campaign", "publisher", "outcome", "payout", "currency", "talk_seconds", "received_at", "ended_at"];

    /// <summary>The names of its fields, in their order.</summary>
    public IEnumerable<string> Fields => Field().Matches(Text).Select(match => match.Groups["name"].Value);

    public static bool IsKnown(string field) => Known.Contains(field)
        || (field.Length > Tags.Length && field.StartsWith(Tags, StringComparison.Ordinal));

    /// <summary>Where it leads, whatever the values: no field stands before the path.</summary>
    public Uri Address => Fill(_ => null);

    /// <param name="values">Null for what is not known.</param>
    public Uri Fill(Func<string, string?> values) => new(Filled(values));

    internal string Filled(Func<string, string?> values) => Field().Replace(Text, match =>
        Uri.EscapeDataString(values(match.Groups["name"].Value) is { Length: > 0 } value
            ? Printable(value)
            : match.Groups["otherwise"].Value));

    // Half a character of a caller's tag must not keep the rest from being told.
    private static string Printable(string value) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value));

    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z0-9_.-]+)\s*(\|(?<otherwise>[^{}]*))?\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Field();
}

/// <summary>What a publisher's tracker is told, and where.</summary>
/// <param name="Paid">Each time that a call, or what was posted back for it, earned the publisher something.</param>
/// <param name="Ended">Every call of the publisher, once it is settled.</param>
public sealed record TrackerTerms(TrackerUrl Url, bool Paid, bool Ended);
