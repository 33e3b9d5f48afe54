using System.Text.RegularExpressions;

namespace Bidline.Calls.Reasons;

/// <summary>Fills the template of a reason with the values that were compared. Pure.</summary>
internal static partial class ReasonTemplate
{
    public static string Fill(string template, IReadOnlyDictionary<string, string> values)
    {
        var kept = Optional().Replace(template, part => IsKnown(part.Groups[1].Value, values) ? part.Groups[1].Value : "");
        return Name().Replace(kept, name => values.TryGetValue(name.Groups[1].Value, out var value) ? value : "unknown");
    }

    private static bool IsKnown(string part, IReadOnlyDictionary<string, string> values) =>
        Name().Matches(part).All(name => values.ContainsKey(name.Groups[1].Value));

    [GeneratedRegex(@"\[([^\]]*)\]")]
    private static partial Regex Optional();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Name();
}
