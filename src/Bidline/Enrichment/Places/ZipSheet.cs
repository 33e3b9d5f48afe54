using System.Globalization;
using System.Text;
using Bidline.Campaigns;

namespace Bidline.Enrichment.Places;

/// <summary>
/// Reads places and incomes of ZIP codes from CSV: table B19013 of the American Community Survey as the Census Bureau
/// exports it by ZIP code tabulation area, or a file of one's own with the columns zip and household_income, and city and
/// state where they are known. Either all of a file is read, or every bad row is named, up to a hundred.
/// </summary>
public static class ZipSheet
{
    public const long LengthMax = 256L * 1024 * 1024;

    private const int MistakesMax = 100;

    /// <param name="at">When the file came: what it tells the state of, unless it says a year.</param>
    public static LookupReading Read(Stream stream, DateTimeOffset at)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, true, 64 * 1024, leaveOpen: true);
        var csv = new CsvStream(reader);
        if (!csv.Read()) return new([csv.IsCut ? Cut(csv) : new Mistake("", "empty", "The file is empty.")]);
        var (columns, missing) = ZipColumns.Of(csv);
        if (columns is null) return new(missing);
        var (rows, mistakes, count) = (new ZipRows(columns), new List<Mistake>(), 0);
        while (mistakes.Count < MistakesMax && csv.Read())
        {
            count++;
            if (rows.Add(csv) is { } refusal) mistakes.Add(new Mistake("", "zip_row", refusal, null, csv.Line, 1));
        }

        if (csv.IsCut) mistakes.Add(Cut(csv));
        if (mistakes.Count == 0 && rows.Codes == 0)
        {
            mistakes.Add(new Mistake(
                "", "empty", "No row is one of a ZIP code.", "export the table by ZIP code tabulation area"));
        }

        if (mistakes.Count > 0) return new(mistakes);
        var places = rows.ToPlaces(at);
        return new([])
        {
            Content = places,
            Size = rows.Codes,
            AsOf = places.AsOf,
            Remarks =
            [
                .. Remark(count, "{0:N0} rows"), .. Remark(rows.OfOtherAreas, "{0:N0} of other areas, left out"),
                .. Remark(rows.Repeated, "{0:N0} of a code that had one already, left out"),
            ],
        };
    }

    private static IEnumerable<string> Remark(int count, string words) =>
        count == 0 ? [] : [string.Format(CultureInfo.InvariantCulture, words, count)];

    private static Mistake Cut(CsvStream csv) => new(
        "", "row_too_long", $"The row is longer than {CsvStream.RowMax / 1024} kB.", "is a quote not closed?", csv.Line, 1);
}
