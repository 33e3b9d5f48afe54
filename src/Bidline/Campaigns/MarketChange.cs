using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bidline.Campaigns;

/// <summary>One difference between two markets, for people (<see cref="Line"/>) and for programs (the rest).</summary>
/// <param name="Kind">What was done to the value.</param>
/// <param name="Resource">"campaign", "target", … or "market" for its own settings.</param>
/// <param name="Id">Of the entry; null for the market's own settings.</param>
/// <param name="Path">JSON pointer within the entry; lists of entries go by id ("/publishers/zeta/payout/fixed").</param>
/// <param name="Line">"floor of campaign auto-fl $20.00 -> $24.00".</param>
public sealed record MarketChange(
    ChangeKind Kind,
    string Resource,
    string? Id,
    [property: JsonPropertyName("pointer")] string Path,
    JsonElement? Before,
    JsonElement? After,
    string Line)
{
    public override string ToString() => Line;
}

public enum ChangeKind
{
    Added,
    Changed,
    Removed,
}
