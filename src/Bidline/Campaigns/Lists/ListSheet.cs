using System.Globalization;
using System.Text;
using Bidline.Campaigns.Source;

namespace Bidline.Campaigns.Lists;

/// <param name="List">Null when there are mistakes.</param>
public sealed record ListReading(ValueList? List, IReadOnlyList<Mistake> Mistakes);

/// <summary>
/// Reads a list from CSV as it streams in: the first column of each row. Blank rows, rows that begin with '#' and a
/// heading are left out. Every bad row is named with its number, up to a hundred.
/// </summary>
public static class ListSheet
{
    /// <summary>A million values of sixty characters.</summary>
    public const long LengthMax = 64L * 1024 * 1024;

    /// <summary>Some may be there twice.</summary>
    private const int RowsMax = 4 * ValueList.ValuesMax;

    private const int MistakesMax = 100;

    private static readonly string[] Headings =
        ["number", "numbers", "phone", "caller", "zip", "zips", "zip_code", "prefix", "prefixes", "text", "value", "values"];

    public static async Task<ListReading> ReadAsync(
        Stream stream, ListKind kind, DateTimeOffset? storedAt, CancellationToken cancel)
    {
        var (rows, mistakes, bad) = (new ListRows(kind), new List<Mistake>(), 0);
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        var line = 1;
        for (; line <= RowsMax && await reader.ReadLineAsync(cancel).ConfigureAwait(false) is { } text; line++)
        {
            var value = CsvFormula.Read(FirstColumn(text));
            if (value.Length == 0 || value[0] == '#' || (line == 1 && IsHeading(value))) continue;
            if (rows.Add(value) is not { } refusal) continue;
            if (bad++ < MistakesMax) mistakes.Add(new Mistake("", "list_row", refusal.Detail, refusal.Hint, line, 1));
        }

        if (bad > MistakesMax)
        {
            var more = (bad - MistakesMax).ToString("N0", CultureInfo.InvariantCulture);
            mistakes.Add(new Mistake("", "list_row", $"{more} more rows are like these.", null));
        }

        if (line > RowsMax)
            mistakes.Add(new Mistake("", "too_many", $"There are {RowsMax} rows or more.", "split it into two lists"));
        var list = rows.ToList(storedAt);
        if (mistakes.Count == 0) mistakes.AddRange(OfSize(list));
        return new ListReading(mistakes.Count == 0 ? list : null, mistakes);
    }

    private static IEnumerable<Mistake> OfSize(ValueList list)
    {
        if (list.Count == 0)
            yield return new Mistake("", "empty", "There is no value.", "one value a row, in the first column");
        if (list.Count <= ValueList.ValuesMax) yield break;
        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"There are {list.Count:N0} values, and a list has at most {ValueList.ValuesMax:N0}.");
        yield return new Mistake("", "too_many", detail, "split it into two lists");
    }

    private static bool IsHeading(string value) => Headings.Contains(value, StringComparer.OrdinalIgnoreCase);

    private static string FirstColumn(string row)
    {
        var text = row.AsSpan().TrimStart();
        if (text.Length > 0 && text[0] == '"') return Unquoted(text[1..]);
        var comma = text.IndexOfAny(',', ';', '\t');
        return (comma < 0 ? text : text[..comma]).Trim().ToString();
    }

    /// <summary>Up to the closing quote; one that is doubled belongs to the value.</summary>
    private static string Unquoted(ReadOnlySpan<char> text)
    {
        var value = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && (++i >= text.Length || text[i] != '"')) break;
            value.Append(text[i]);
        }

        return value.ToString().Trim();
    }
}
