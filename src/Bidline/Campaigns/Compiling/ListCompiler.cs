using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Lists;

namespace Bidline.Campaigns.Compiling;

/// <summary>Finds or makes the values of the market's lists.</summary>
internal static class ListCompiler
{
    private const int InlineMax = 1_000;

    /// <summary>By id; one with mistakes is empty, so that filters that name it are not mistaken too.</summary>
    public static Dictionary<string, ValueList> Compile(IReadOnlyList<ListEntry> entries, Ground ground)
    {
        var lists = new Dictionary<string, ValueList>(StringComparer.Ordinal);
        foreach (var (index, entry) in entries.Index())
        {
            var pointer = $"/lists/{index}";
            ground.Findings.CheckSlug(entry.Id, $"{pointer}/id");
            if (entry is { Purpose: ListPurpose.Litigators, Kind: not ListKind.Numbers })
            {
                ground.Findings.Add(
                    $"{pointer}/purpose", "list_purpose", "Litigators are listed by their numbers.", "set kind: numbers");
            }

            lists[entry.Id] = Values(entry, ground, pointer) ?? new ListRows(entry.Kind).ToList(null);
        }

        return lists;
    }

    private static ValueList? Values(ListEntry entry, Ground ground, string pointer)
    {
        if (entry.Values is null == entry.Content is null)
        {
            ground.Findings.Add(
                pointer, "list_form", "A list has its values here or in an upload.",
                $"give values, or upload a CSV: bidline lists put {entry.Id} -f FILE");
            return null;
        }

        if (entry.Values is { } values) return Inline(entry.Kind, values, ground.Findings, $"{pointer}/values");
        if (ground.Rules.Lists(entry.Content!) is { } stored && stored.Kind == entry.Kind) return stored;
        ground.Findings.Add(
            $"{pointer}/content", "list_content",
            $"There is no content \"{Findings.Cut(entry.Content!)}\" of {entry.Kind.ToString().ToLowerInvariant()} here.",
            $"upload it: bidline lists put {entry.Id} -f FILE");
        return null;
    }

    private static ValueList? Inline(ListKind kind, IReadOnlyList<string> values, Findings findings, string pointer)
    {
        if (values.Count == 0) findings.Add(pointer, "empty", "The list has no values.", "give one, or upload a CSV");
        if (values.Count > InlineMax)
        {
            findings.Add(
                pointer, "too_many", $"At most {InlineMax:N0} values stand in the market itself.", "upload them as CSV");
            return null;
        }

        var rows = new ListRows(kind);
        var bad = 0;
        foreach (var (index, value) in values.Index())
        {
            if (rows.Add(value) is not { } refusal) continue;
            findings.Add($"{pointer}/{index}", "list_row", refusal.Detail, refusal.Hint);
            bad++;
        }

        return bad == 0 && values.Count > 0 ? rows.ToList(null) : null;
    }
}
