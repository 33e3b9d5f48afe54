using System.Globalization;
using System.Net;
using System.Text;
using Bidline.Primitives;

namespace Bidline.Billing.Documents;

/// <summary>
/// A document as one HTML page that prints well. Made of the document's row alone: the same bytes today and in ten years
/// (money.md M29).
/// </summary>
public static class StatementPage
{
    private const string Style = """
        :root { color-scheme: light; }
        body { font: 14px/1.45 system-ui, sans-serif; color: #16181d; background: #fff; }
        body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
        header { display: flex; justify-content: space-between; gap: 2rem; }
        header { border-bottom: 2px solid #16181d; padding-bottom: .75rem; }
        h1 { font-size: 1.5rem; margin: 0; }
        h2 { font-size: 1rem; margin: 1.75rem 0 .25rem; }
        dl { display: grid; grid-template-columns: auto auto; gap: .1rem 1rem; margin: 0; }
        dt { color: #5a6170; }
        dd { margin: 0; text-align: right; }
        table { border-collapse: collapse; width: 100%; }
        th { text-align: left; color: #5a6170; font-weight: 500; border-bottom: 1px solid #c9ced8; }
        td, th { padding: .2rem .75rem .2rem 0; vertical-align: top; }
        td.n, th.n { text-align: right; padding-right: 0; font-variant-numeric: tabular-nums; white-space: nowrap; }
        tr.sum td { border-top: 1px solid #c9ced8; font-weight: 600; }
        tr.due td { border-top: 2px solid #16181d; font-weight: 700; font-size: 1.1rem; }
        thead { display: table-header-group; }
        tr { break-inside: avoid; }
        @page { margin: 18mm 15mm; }
        @media print { body { margin: 0; max-width: none; padding: 0; font-size: 11px; } }
        """;

    public static string Write(IssuedStatement statement)
    {
        var title = statement.Id.Series == StatementSeries.Invoice ? "Invoice" : "Statement";
        var page = new StringBuilder(4096);
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title>{title} {statement.Id}</title>\n<style>\n{Style}\n</style>\n")
            .Append("</head>\n<body>\n");
        Head(page, title, statement);
        Totals(page, statement);
        Calls(page, statement);
        Items(page, statement);
        page.Append("</body>\n</html>\n");
        return page.ToString();
    }

    private static void Head(StringBuilder page, string title, IssuedStatement statement)
    {
        page.Append(CultureInfo.InvariantCulture, $"<header>\n<div><h1>{title} {statement.Id}</h1>\n")
            .Append(CultureInfo.InvariantCulture, $"<div>{Text(statement.PartyName)} ({Text(statement.Party)})</div></div>\n")
            .Append("<dl>\n");
        Pair(page, "Period", statement.Period.ToString());
        Pair(page, "Issued", Day(statement.IssuedAt));
        Pair(page, "Currency", statement.Opening.Currency.Code);
        Pair(page, "Calendar", statement.Zone);
        page.Append("</dl>\n</header>\n");
    }

    private static void Pair(StringBuilder page, string name, string value) =>
        page.Append(CultureInfo.InvariantCulture, $"<dt>{name}</dt><dd>{Text(value)}</dd>\n");

    private static void Totals(StringBuilder page, IssuedStatement statement)
    {
        var invoice = statement.Id.Series == StatementSeries.Invoice;
        page.Append("<h2>Account</h2>\n<table>\n<tbody>\n");
        Sum(page, "", invoice ? "Opening balance with us" : "Opening balance, owed by us", statement.Opening);
        var calls = statement.Body.Calls;
        if (calls.Count > 0)
            Sum(page, "", $"Calls ({calls.Sum(day => day.Count)})", Money(statement, calls.Sum(day => day.Micros)));
        foreach (var kind in statement.Body.Items.GroupBy(item => item.Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal))
            Sum(page, "", Said(kind.Key, kind.Sum(item => item.Count)), Money(statement, kind.Sum(item => item.Micros)));
        Sum(page, "sum", "Closing balance", statement.Closing);
        if (!statement.Rounding.IsZero)
            Sum(page, "", "Rounding, booked in the next period", statement.Rounding);
        Sum(page, "due", invoice ? "Amount due" : "Payable to you", statement.Due, payable: true);
        page.Append("</tbody>\n</table>\n");
    }

    private static void Sum(StringBuilder page, string look, string name, Money amount, bool payable = false)
    {
        var text = payable
            ? amount.Units.ToString("F" + amount.Currency.MinorDecimals, CultureInfo.InvariantCulture)
            : amount.ToDecimalString();
        page.Append(look.Length == 0 ? "<tr>" : $"<tr class=\"{look}\">")
            .Append(CultureInfo.InvariantCulture, $"<td>{Text(name)}</td><td class=\"n\">{text}</td></tr>\n");
    }

    private static void Calls(StringBuilder page, IssuedStatement statement)
    {
        if (statement.Body.Calls.Count == 0) return;
        page.Append("<h2>Calls</h2>\n<table>\n<thead><tr><th>Day</th><th>Campaign</th><th class=\"n\">Calls</th>")
            .Append("<th class=\"n\">Amount</th></tr></thead>\n<tbody>\n");
        foreach (var day in statement.Body.Calls)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{day.Day}</td><td>{Text(day.Campaign ?? "-")}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td class=\"n\">{day.Count}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td class=\"n\">{Amount(statement, day.Micros)}</td></tr>\n");
        }

        page.Append("</tbody>\n</table>\n");
    }

    private static void Items(StringBuilder page, IssuedStatement statement)
    {
        if (statement.Body.Items.Count == 0) return;
        page.Append("<h2>Other entries</h2>\n<table>\n<thead><tr><th>Day</th><th>Entry</th><th>Refers to</th>")
            .Append("<th class=\"n\">Amount</th></tr></thead>\n<tbody>\n");
        foreach (var item in statement.Body.Items)
        {
            var refers = item.Corrects is null ? item.Call ?? "" : $"{item.Corrects} {item.Call}".TrimEnd();
            var memo = item.Memo.Length > 0 ? item.Memo : Said(item.Kind, item.Count);
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{item.Day}</td><td>{Text(memo)}</td><td>{Text(refers)}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td class=\"n\">{Amount(statement, item.Micros)}</td></tr>\n");
        }

        page.Append("</tbody>\n</table>\n");
    }

    /// <summary>"top_up" as "Top up (3)".</summary>
    private static string Said(string kind, long count)
    {
        var words = kind.Replace('_', ' ');
        return string.Create(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(words[0])}{words[1..]} ({count})");
    }

    private static string Amount(IssuedStatement statement, long micros) => Money(statement, micros).ToDecimalString();

    private static Money Money(IssuedStatement statement, long micros) => new(micros, statement.Opening.Currency);

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
