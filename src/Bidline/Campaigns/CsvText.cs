using Bidline.Campaigns.Source;

namespace Bidline.Campaigns;

/// <summary>A CSV text as rows of values (RFC 4180).</summary>
/// <param name="Mistakes">Quotes that do not close; the rows are then as far as they could be read.</param>
public sealed record CsvText(IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<Mistake> Mistakes)
{
    /// <summary>A value as it stands in a file: quoted where it must be, and never a spreadsheet's formula.</summary>
    public static string Cell(string? value) => CsvSource.Cell(value);

    public static CsvText Read(string text)
    {
        var source = new CsvSource(text);
        var rows = source.Rows().Select(row => (IReadOnlyList<string>)[.. row.Select(cell => cell.Text)]).ToArray();
        return new CsvText(rows, source.Mistakes);
    }
}
