using System.Globalization;
using System.Text.RegularExpressions;
using Bidline.Billing.Documents;
using Bidline.Storage;
using Shouldly;
using Xunit;
using static Bidline.Tests.Billing.Documents.MonthlyBooks;

namespace Bidline.Tests.Billing.Documents;

/// <summary>Months of top-ups, calls and corrections at the edges of days and zones, held against sums kept by hand.</summary>
public sealed partial class SimulatedMonthTests
{
    /// <summary>The edges of a New York month with the change to summer time, and moments between them.</summary>
    private static readonly string[] Moments =
    [
        "2026-02-28T04:59:59.999999Z", "2026-02-28T05:00:00Z", "2026-03-01T04:59:59.9Z", "2026-03-01T05:00:00Z",
        "2026-03-08T04:59:59Z", "2026-03-08T06:59:59.5Z", "2026-03-08T07:00:00Z", "2026-03-09T03:59:59Z",
        "2026-03-09T04:00:00Z", "2026-03-15T12:00:00Z", "2026-03-20T17:31:00Z", "2026-03-31T23:59:59Z",
        "2026-04-01T03:59:59.5Z", "2026-04-01T04:00:00Z", "2026-04-10T10:00:00Z", "2026-04-30T04:00:00Z",
    ];

    [Theory]
    [InlineData("America/New_York", 1)]
    [InlineData("Europe/London", 2)]
    [InlineData("Asia/Kolkata", 3)]
    [InlineData("Pacific/Auckland", 4)]
    public async Task Months_of_top_ups_calls_conversions_disputes_and_corrections_close_to_the_micro(string zone, int seed)
    {
        await using var month = new SimulatedMonth(
            await StartAsync(StoreKind.Sqlite, "2026-02-27T00:00:00Z", zone), TimeZoneInfo.FindSystemTimeZoneById(zone), seed);
        foreach (var at in Moments.Select(At)) await month.PassAsync(at);

        await month.Books.CloseAsync("2026-04", "2026-05-01T16:00:00Z");
        await month.Books.SealAsync();

        (await month.Books.Host.BrokenAsync()).ShouldBeEmpty();
        (month.Converted, month.Disputed, month.Corrected).ShouldSatisfyAllConditions(
            counts => counts.Converted.ShouldBeGreaterThan(5), counts => counts.Disputed.ShouldBeGreaterThan(10),
            counts => counts.Corrected.ShouldBeGreaterThan(3));
        var documents = await month.Books.Statements.ListAsync(new StatementQuery(Limit: 100), CancellationToken.None);
        foreach (var series in documents.GroupBy(row => row.Id.Series))
        {
            var rows = series.OrderBy(row => row.Id.Number).ToList();
            rows.Select(row => row.Id.Number).ShouldBe(Enumerable.Range(1, rows.Count).Select(number => (long)number));
            var opening = 0L;
            foreach (var row in rows)
            {
                row.Opening.Micros.ShouldBe(opening);
                row.Lines.Micros.ShouldBe(month.LinesOf(series.Key, row.Period));
                row.Lines.Micros.ShouldBe(row.Body.Micros);
                await AddsUpAsync(month.Books, row);
                PrintsWhatAddsUp(row);
                opening = row.Closing.Micros;
            }
        }
    }

    private static async Task AddsUpAsync(MonthlyBooks books, IssuedStatement row)
    {
        var lines = new List<StatementLine>();
        await foreach (var line in books.Statements.LinesAsync(row, CancellationToken.None)) lines.Add(line);
        lines.Sum(line => line.Amount.Micros).ShouldBe(row.Lines.Micros);
        lines.ShouldAllBe(line => line.At >= row.From && line.At < row.Until);
        lines.Count(line => line.Kind == "call").ShouldBe((int)row.Body.Calls.Sum(day => day.Count));
    }

    /// <summary>With the page alone a bookkeeper comes from the opening balance to the closing one.</summary>
    private static void PrintsWhatAddsUp(IssuedStatement row)
    {
        var page = StatementPage.Write(row);
        var account = page[page.IndexOf("<h2>Account</h2>", StringComparison.Ordinal)..];
        var amounts = Amount().Matches(account[..account.IndexOf("</table>", StringComparison.Ordinal)])
            .Select(match => (Name: match.Groups[1].Value, Units: decimal.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)))
            .ToList();
        var closing = amounts.FindIndex(line => line.Name == "Closing balance");
        amounts[0].Units.ShouldBe(row.Opening.Units);
        amounts.Take(closing).Sum(line => line.Units).ShouldBe(row.Closing.Units);
        amounts[closing].Units.ShouldBe(row.Closing.Units);
        amounts[^1].Units.ShouldBe(row.Due.Units);
        var details = Amount().Matches(page[page.IndexOf("</table>", StringComparison.Ordinal)..])
            .Sum(match => decimal.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        details.ShouldBe(row.Lines.Units);
        foreach (var item in row.Body.Items) page.ShouldContain($"<tr><td>{item.Day}</td>");
    }

    [GeneratedRegex("<tr[^>]*>(?:<td>[^<]*</td>)*?<td(?: class=\"n\")?>([^<]*)</td><td class=\"n\">(-?[0-9.]+)</td></tr>")]
    private static partial Regex Amount();
}
