using System.Text;

namespace Bidline.Campaigns.Source;

/// <summary>One value of a CSV file and where it begins.</summary>
internal readonly record struct CsvCell(string Text, Mark At);

/// <summary>
/// Reads CSV (RFC 4180): commas, quotes doubled inside quotes, lines ended either way. Blank lines are left out; what
/// stands outside quotes is trimmed. Never throws: a quote that does not close is a mistake at its place.
/// </summary>
internal sealed class CsvSource(string text)
{
    private int _next;
    private Mark _at = new(1, 1);

    public List<Mistake> Mistakes { get; } = [];

    public IEnumerable<IReadOnlyList<CsvCell>> Rows()
    {
        if (text.StartsWith('\uFEFF')) _next = 1;
        while (_next < text.Length)
        {
            var row = ReadRow();
            if (row.Count > 1 || row[0].Text.Length > 0) yield return row;
        }
    }

    /// <summary>A value as it stands in a file: quoted where it must be, and never a spreadsheet's formula.</summary>
    public static string Cell(string? value) => string.IsNullOrEmpty(value) ? "" : Quoted(CsvFormula.Inert(value));

    /// <summary>Quotes a value where its characters would be taken for the file's own.</summary>
    private static string Quoted(string value)
    {
        var isPlain = value.AsSpan().IndexOfAny("\",\r\n") < 0 && value.Trim().Length == value.Length;
        return isPlain ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private List<CsvCell> ReadRow()
    {
        var cells = new List<CsvCell>();
        while (true)
        {
            cells.Add(ReadCell());
            if (_next >= text.Length || text[_next] != ',') break;
            Step();
        }

        if (_next < text.Length && text[_next] == '\r') Step();
        if (_next < text.Length && text[_next] == '\n') Step();
        return cells;
    }

    private CsvCell ReadCell()
    {
        while (_next < text.Length && text[_next] is ' ' or '\t') Step();
        var at = _at;
        if (_next < text.Length && text[_next] == '"') return new CsvCell(ReadQuoted(), at);
        var from = _next;
        while (!IsAtEnd()) Step();
        return new CsvCell(text[from.._next].Trim(), at);
    }

    private string ReadQuoted()
    {
        var opened = _at;
        var value = new StringBuilder();
        for (Step(); _next < text.Length; Step())
        {
            if (text[_next] == '"')
            {
                Step();
                if (_next >= text.Length || text[_next] != '"') return Closed(value);
            }

            value.Append(text[_next]);
        }

        Note(opened, "The quote is not closed.", "end the value with another quote");
        return value.ToString();
    }

    private string Closed(StringBuilder value)
    {
        var behind = _at;
        var from = _next;
        while (!IsAtEnd()) Step();
        if (text.AsSpan(from, _next - from).Trim().Length > 0)
            Note(behind, "Something stands behind the closing quote.", "double a quote that belongs to the value");
        return value.ToString();
    }

    private bool IsAtEnd() => _next >= text.Length || text[_next] is ',' or '\r' or '\n';

    private void Step()
    {
        _at = text[_next] == '\n' ? new Mark(_at.Line + 1, 1) : new Mark(_at.Line, _at.Column + 1);
        _next++;
    }

    private void Note(Mark at, string detail, string hint) =>
        Mistakes.Add(new Mistake("", "csv", detail, hint, at.Line, at.Column));
}
