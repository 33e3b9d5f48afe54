using Bidline.Campaigns.Source;

namespace Bidline.Campaigns.Compiling;

/// <summary>Reads which fields of a call a bidder may be shown.</summary>
internal static class SharedFieldsCompiler
{
    /// <summary>For nothing at all. An empty list would be the same as none given, which is everything.</summary>
    private const string Nothing = "none";

    public static SharedFields Compile(IReadOnlyList<string>? names, Findings findings, string pointer)
    {
        if (names is null) return SharedFields.All;
        if (names.Count == 0)
            findings.Add(pointer, "empty", "The list is empty.", "write [none] to show nothing, or leave fields out");
        foreach (var (index, name) in names.Index())
        {
            if (IsKnown(name, names.Count)) continue;
            string[] known = [.. SharedFields.Known, SharedFields.EveryTag, Nothing];
            var hint = name == Nothing
                ? "\"none\" stands alone"
                : Spelling.Hint(name, known) ?? $"one of {string.Join(", ", known)}, or a tag like \"tags.age\"";
            findings.Add($"{pointer}/{index}", "unknown_field", $"\"{Findings.Cut(name)}\" cannot be shown.", hint);
        }

        // Tags are kept with keys in lower case.
        return new SharedFields(names.Where(name => name != Nothing).Select(name => name.ToLowerInvariant()));
    }

    private static bool IsKnown(string name, int listed) => name == Nothing
        ? listed == 1
        : SharedFields.Known.Contains(name)
            || (name.StartsWith("tags.", StringComparison.Ordinal) && name.Length > "tags.".Length);
}
