using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Source;

namespace Bidline.Campaigns.Compiling;

/// <summary>Checks settings that somebody outside prescribes: advertising platforms, carriers.</summary>
internal static class SettingsForms
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    /// <param name="name">Whose settings they are.</param>
    /// <param name="needed">Name to what it is.</param>
    /// <param name="pointer">Of the settings.</param>
    public static void Check(
        string name, IReadOnlyDictionary<string, string> needed, IReadOnlyDictionary<string, string> optional,
        IReadOnlyDictionary<string, string>? given, Findings findings, string pointer)
    {
        var settings = given ?? Nothing;
        var known = needed.Keys.Concat(optional.Keys).ToList();
        foreach (var missing in needed.Keys.Where(key => string.IsNullOrWhiteSpace(settings.GetValueOrDefault(key))))
            findings.Add(Pointer.Join(pointer, missing), "missing", $"{name} needs {missing}: {needed[missing]}.");
        foreach (var (key, value) in settings)
        {
            var at = Pointer.Join(pointer, key);
            if (!known.Contains(key))
            {
                findings.Add(
                    at, "unknown_key", $"{name} has no setting \"{Findings.Cut(key)}\".",
                    Spelling.Hint(key, known) ?? $"known here: {string.Join(", ", known)}");
            }

            if (value == DigestEntry.Unchanged)
                findings.Add(at, "secret", "There is no value that could stay unchanged.", "write it out");
        }
    }

    /// <summary>A name that is none of those Bidline knows.</summary>
    /// <param name="what">"platform", "carrier".</param>
    public static void Unknown(string what, string name, IEnumerable<string> names, Findings findings, string pointer)
    {
        var known = names.ToList();
        findings.Add(
            pointer, "unknown_value", $"\"{Findings.Cut(name)}\" is not a {what} Bidline knows.",
            Spelling.Hint(name, known) ?? $"it knows {string.Join(", ", known)}");
    }
}
