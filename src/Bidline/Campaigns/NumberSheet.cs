using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Source;
using Bidline.Tracking;

namespace Bidline.Campaigns;

/// <summary>
/// A CSV of tracking numbers: number, campaign and publisher, and name, state and tags ("tag.source") if there are any, in
/// the order of its first line. All rows or none: what they refer to is checked with the market. Pure.
/// </summary>
public static class NumberSheet
{
    public const int LengthMax = 2 * 1024 * 1024;
    public const int RowsMax = 10_000;

    private const string TagPrefix = "tag.";

    private static readonly string[] Needed = ["number", "campaign", "publisher"];
    private static readonly string[] Known = [.. Needed, "name", "state"];

    public static (IReadOnlyList<NumberEntry> Entries, IReadOnlyList<Mistake> Mistakes) Read(string text)
    {
        var source = new CsvSource(text);
        var lines = source.Rows().ToList();
        if (source.Mistakes.Count > 0) return ([], source.Mistakes);
        if (lines.Count < 2)
            return ([], [new Mistake("", "empty", "The file has no rows.", "begin with number,campaign,publisher")]);
        if (lines.Count > RowsMax + 1) return ([], [new Mistake("", "too_large", $"At most {RowsMax} rows are read at once.")]);
        var head = lines[0].Select(cell => cell.Text.Trim().ToLowerInvariant()).ToList();
        var mistakes = Head(head);
        if (mistakes.Count > 0) return ([], mistakes);
        var entries = new List<NumberEntry>(lines.Count - 1);
        foreach (var line in lines.Skip(1)) entries.Add(Row(line, head, mistakes));
        return mistakes.Count > 0 ? ([], mistakes) : (entries, []);
    }

    private static List<Mistake> Head(List<string> head) =>
    [
        .. Needed.Where(column => !head.Contains(column)).Select(column =>
            new Mistake("", "missing", $"There is no column {column}.", "the first line names the columns", 1, 1)),
        .. head.Where(column => !Known.Contains(column) && !IsTag(column)).Select(column => new Mistake(
            "", "unknown_key", $"\"{Cut(column)}\" is no column here.", $"known: {string.Join(", ", Known)}, tag.NAME", 1, 1)),
        .. head.GroupBy(column => column).Where(same => same.Count() > 1).Select(same =>
            new Mistake("", "duplicate_key", $"The column {Cut(same.Key)} is there twice.", null, 1, 1)),
    ];

    private static NumberEntry Row(IReadOnlyList<CsvCell> cells, List<string> head, List<Mistake> mistakes)
    {
        var line = cells[0].At.Line;
        if (cells.Count != head.Count)
            mistakes.Add(new Mistake("", "columns", $"It has {cells.Count} values, and {head.Count} columns.", null, line, 1));
        // As people write it in tables: the market itself wants E.164.
        var number = Primitives.PhoneNumber.TryParse(Cell("number"), out var read) ? read.E164 : Cell("number");
        return new NumberEntry
        {
            Number = number,
            Campaign = Cell("campaign"),
            Publisher = Cell("publisher"),
            Name = Cell("name") is { Length: > 0 } name ? name : null,
            State = StateOf(Cell("state"), line, mistakes),
            Tags = head.Where(column => IsTag(column) && Cell(column).Length > 0)
                .ToDictionary(column => column[TagPrefix.Length..], Cell) is { Count: > 0 } tags ? tags : null,
        };

        string Cell(string column) =>
            head.IndexOf(column) is >= 0 and var place && place < cells.Count ? cells[place].Text.Trim() : "";
    }

    private static NumberState? StateOf(string text, int line, List<Mistake> mistakes)
    {
        switch (text)
        {
            case "": return null;
            case "in_use": return NumberState.InUse;
            case "parked": return NumberState.Parked;
            case "releasing": return NumberState.Releasing;
            default:
                mistakes.Add(new Mistake(
                    "/state", "unknown_value", $"\"{Cut(text)}\" is not a state.", "in_use, parked or releasing", line, 1));
                return null;
        }
    }

    private static bool IsTag(string column) =>
        column.StartsWith(TagPrefix, StringComparison.Ordinal) && column.Length > TagPrefix.Length;

    private static string Cut(string text) => text.Length > 80 ? text[..80] + "…" : text;
}
