namespace Bidline.Campaigns;

/// <summary>One thing that is wrong with a market file or a request body, so that a person can mend it.</summary>
/// <param name="Path">JSON pointer of the value, "/targets/0/buyer"; "" is the whole document.</param>
/// <param name="Code">Stable name of the kind of mistake: "unknown_key", "unknown_reference", "money".</param>
/// <param name="Detail">A whole sentence with the value that was found.</param>
/// <param name="Hint">What to do about it; null where the sentence says all.</param>
/// <param name="Line">First line is 1; null when the document did not come from a text.</param>
public sealed record Mistake(
    string Path, string Code, string Detail, string? Hint = null, int? Line = null, int? Column = null)
{
    /// <summary>One line for a terminal: "market.yaml:12:5 /targets/0/buyer: … (did you mean "acme"?)".</summary>
    public string Describe(string file)
    {
        var place = Line is null ? file : $"{file}:{Line}:{Column}";
        var hint = Hint is null ? "" : $" ({Hint})";
        return $"{place} {(Path.Length == 0 ? "/" : Path)}: {Detail}{hint}";
    }
}
