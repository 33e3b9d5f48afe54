using System.Globalization;
using Bidline.Campaigns.Source;

namespace Bidline.Billing.Documents;

/// <summary>A document's lines as CSV (RFC 4180): opening, every ledger line, closing. The amounts add up to the micro.</summary>
public static class StatementCsv
{
    public static async Task WriteAsync(
        IssuedStatement statement, IAsyncEnumerable<StatementLine> lines, TextWriter output, CancellationToken cancel)
    {
        output.NewLine = "\r\n";
        await output.WriteLineAsync("at,kind,memo,call,campaign,amount,currency,transaction,line");
        await output.WriteLineAsync(Total(statement, statement.From, "opening", statement.Opening.ToDecimalString()));
        await foreach (var line in lines.WithCancellation(cancel)) await output.WriteLineAsync(Line(line));
        await output.WriteLineAsync(Total(statement, statement.Until, "closing", statement.Closing.ToDecimalString()));
    }

    private static string Line(StatementLine line) => string.Join(
        ',', At(line.At), line.Kind, CsvSource.Cell(line.Memo), line.Call, CsvSource.Cell(line.Campaign),
        line.Amount.ToDecimalString(), line.Amount.Currency.Code, line.Transaction,
        line.Line.ToString(CultureInfo.InvariantCulture));

    private static string Total(IssuedStatement statement, DateTimeOffset at, string kind, string amount) =>
        $"{At(at)},{kind},{statement.Id},,,{amount},{statement.Opening.Currency.Code},,";

    private static string At(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
