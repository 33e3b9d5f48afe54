using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Source;

namespace Bidline.Campaigns.Compiling;

/// <summary>Reads what a publisher's tracker is told.</summary>
internal static class TrackerCompiler
{
    private const int UrlMax = 2_000;

    public static TrackerTerms? Compile(TrackerEntry? entry, Ground ground, string pointer)
    {
        if (entry is null) return null;
        var url = new TrackerUrl(entry.Url);
        var at = $"{pointer}/url";
        if (entry.Url.Length > UrlMax)
            ground.Findings.Add(at, "too_long", $"A tracker's URL has at most {UrlMax} characters.");
        foreach (var field in url.Fields.Where(field => !TrackerUrl.IsKnown(field)))
        {
            ground.Findings.Add(
                at, "unknown_field", $"\"{Findings.Cut(field)}\" is not a field.",
                Spelling.Hint(field, TrackerUrl.Known) ?? "a tag is named like \"tags.click_id\"");
        }

        var bare = url.Filled(_ => "");
        if (bare.Contains('{', StringComparison.Ordinal) || bare.Contains('}', StringComparison.Ordinal))
            ground.Findings.Add(at, "template_open", "A brace belongs to no field.", "write fields like {{call}}");
        if (entry.Url.IndexOf("{{", StringComparison.Ordinal) is >= 0 and var first && first < EndOfHost(entry.Url))
            ground.Findings.Add(at, "template_host", "The host of a URL cannot come from the call.", "write the host out");
        Addresses.CheckBidderUrl(bare, ground, at);
        if (BidderSecrets.HasMask(entry.Url))
        {
            ground.Findings.Add(
                at, "secret", "There is no value that could stay unchanged.",
                "write it out; a secret stays only where the host stays");
        }

        var on = entry.On ?? [TrackerEvent.Paid];
        if (on.Count == 0)
            ground.Findings.Add($"{pointer}/on", "empty", "It would be told nothing.", "paid, ended, or both");
        return new TrackerTerms(url, on.Contains(TrackerEvent.Paid), on.Contains(TrackerEvent.Ended));
    }

    private static int EndOfHost(string url)
    {
        var host = url.IndexOf("://", StringComparison.Ordinal);
        var end = host < 0 ? -1 : url.AsSpan(host + 3).IndexOfAny('/', '?');
        return end < 0 ? url.Length : host + 3 + end;
    }
}
