using System.Globalization;
using System.Text;
using Bidline.Campaigns;
using Bidline.Campaigns.Source;

namespace Bidline.Screening;

/// <summary>Lists of blocked callers as CSV: caller, why, until. What was written is read again.</summary>
public static class BlockedCallersCsv
{
    public const string Header = "caller,why,until,blocked_at,blocked_by";

    public static string Write(IEnumerable<BlockedCaller> entries)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var entry in entries)
        {
            text.AppendJoin(
                ',', CsvSource.Cell(entry.Caller.Text), CsvSource.Cell(entry.Why), Text(entry.Until), Text(entry.BlockedAt),
                CsvSource.Cell(entry.BlockedBy)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A first row that names the columns may be left out; then they are caller, why, until.</summary>
    /// <returns>Every row, or every mistake with its line.</returns>
    public static (IReadOnlyList<BlockOrder> Orders, IReadOnlyList<Mistake> Mistakes) Read(string text, DateTimeOffset now)
    {
        var source = new CsvSource(text);
        var (orders, mistakes) = (new List<BlockOrder>(), source.Mistakes);
        foreach (var (index, row) in source.Rows().Index())
        {
            if (index == 0 && row[0].Text.Equals("caller", StringComparison.OrdinalIgnoreCase)) continue;
            if (ReadRow(row, index, now, mistakes) is { } order) orders.Add(order);
            if (mistakes.Count >= 100) break;
        }

        if (orders.Count == 0 && mistakes.Count == 0) mistakes.Add(new Mistake("", "empty", "The list has no rows."));
        return (orders, mistakes);
    }

    private static BlockOrder? ReadRow(IReadOnlyList<CsvCell> row, int index, DateTimeOffset now, List<Mistake> mistakes)
    {
        var before = mistakes.Count;
        var why = row.Count > 1 ? CsvFormula.Read(row[1].Text) : "";
        var order = BlockForm.Read(
            CsvFormula.Read(row[0].Text), why.Length == 0 ? "imported" : why, row.Count > 2 ? row[2].Text : null, now,
            (field, code, detail, hint) => mistakes.Add(
                new Mistake($"/{index}/{field}", code, detail, hint) { Line = row[0].At.Line, Column = row[0].At.Column }));
        return mistakes.Count == before ? order : null;
    }

    private static string Text(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
