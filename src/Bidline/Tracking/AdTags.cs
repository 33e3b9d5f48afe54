namespace Bidline.Tracking;

/// <summary>The query parameters by which advertising networks say what brought a visitor. Each is a tag of its name.</summary>
public static class AdTags
{
    public const string Keyword = "keyword";

    public static IReadOnlyList<string> Campaigns { get; } =
        ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];

    /// <summary>Sent back with a conversion, so that the network knows which of its clicks it was.</summary>
    public static IReadOnlyList<string> Clicks { get; } = ["gclid", "gbraid", "wbraid", "fbclid"];

    public static IReadOnlyList<string> All { get; } = [.. Campaigns, .. Clicks];
}
