using System.Text.Json.Serialization;
using Bidline.Campaigns.Lists;

namespace Bidline.Campaigns.Entries;

/// <summary>Values that filters refer to by the list's id (in_list): a few that stand here, or an uploaded file.</summary>
public sealed record ListEntry : IMarketEntry
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    /// <summary>numbers, zips, prefixes or text.</summary>
    public required ListKind Kind { get; init; }

    /// <summary>Up to 1,000; longer lists are uploaded.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>The hash of an uploaded content, "sha256:…"; an upload sets it.</summary>
    public string? Content { get; init; }

    /// <summary>filters (unless given) or litigators: known claimants, whom campaigns refuse; only of kind numbers.</summary>
    public ListPurpose? Purpose { get; init; }

    [JsonIgnore]
    public string Key => Id;
}
