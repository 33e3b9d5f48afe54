using Bidline.Billing;
using Bidline.Billing.Documents;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Bidline.Tests.Routing;
using Shouldly;
using Xunit;
using static Bidline.Tests.Billing.Documents.MonthlyBooks;

namespace Bidline.Tests.Billing.Documents;

/// <summary>Months of top-ups, calls and corrections at the edges of days and zones, held against sums kept by hand.</summary>
public sealed class SimulatedMonthTests
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
    public async Task Months_close_to_the_micro(string zone, int seed)
    {
        await using var books = await StartAsync(StoreKind.Sqlite, "2026-02-27T00:00:00Z", zone);
        var model = new Model(TimeZoneInfo.FindSystemTimeZoneById(zone));
        var random = new Random(seed);
        var calls = new List<(CallId Id, decimal Price)>();
        foreach (var at in Moments.Select(At))
        {
            await TopUpAsync(books, model, at, random.Next(1, 40_000_000));
            for (var i = 0; i < 3; i++) calls.Add(await CallAsync(books, model, at, random.Next(10_000_000, 60_000_000)));
            if (random.Next(2) == 0) await CorrectAsync(books, model, calls, random);
        }

        await books.CloseAsync("2026-04", "2026-05-01T16:00:00Z");
        await books.SealAsync();

        (await books.Host.BrokenAsync()).ShouldBeEmpty();
        var documents = await books.Statements.ListAsync(new StatementQuery(Limit: 100), CancellationToken.None);
        foreach (var series in documents.GroupBy(row => row.Id.Series))
        {
            var rows = series.OrderBy(row => row.Id.Number).ToList();
            rows.Select(row => row.Id.Number).ShouldBe(Enumerable.Range(1, rows.Count).Select(number => (long)number));
            var opening = 0L;
            foreach (var row in rows)
            {
                row.Opening.Micros.ShouldBe(opening);
                row.Lines.Micros.ShouldBe(model.Of(series.Key, row.Period));
                row.Lines.Micros.ShouldBe(row.Body.Calls.Sum(day => day.Micros) + row.Body.Items.Sum(item => item.Micros));
                await AddsUpAsync(books, row);
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

    private static async Task TopUpAsync(MonthlyBooks books, Model model, DateTimeOffset at, long micros)
    {
        books.Clock.MoveTo(at);
        var order = new TopUp(Orders.Acme, new Money(micros, Currency.Usd), $"{at:O}", "Wire");
        await books.Host.Ledger.TopUpAsync(order, CancellationToken.None);
        model.Add(StatementSeries.Invoice, at, micros);
    }

    private static async Task<(CallId, decimal)> CallAsync(MonthlyBooks books, Model model, DateTimeOffset at, long micros)
    {
        var price = new Money(micros, Currency.Usd);
        var id = await books.CallAsync(at, price.Units);
        model.Add(StatementSeries.Invoice, at, -micros);
        model.Add(StatementSeries.Statement, at, price.Percent(80).Micros);
        return (id, price.Units);
    }

    /// <summary>Takes half of some earlier call back, now.</summary>
    private static async Task CorrectAsync(MonthlyBooks books, Model model, List<(CallId Id, decimal Price)> calls, Random random)
    {
        var (id, price) = calls[random.Next(calls.Count)];
        var terms = Orders.Terms(price);
        var original = CallPosting.Of(id, Pricing.Of(terms, true, true), terms, ChartOfAccounts.Prepaid(Orders.Acme))!;
        var reversal = Reversals.Of(
            original, terms.Price.Percent(50), [], TransactionId.New(books.Clock), $"dispute:{id}", "Dispute");
        if (await books.Host.Capacity.PostAsync(Orders.Acme, reversal, CancellationToken.None) != PostOutcome.Booked) return;
        var at = books.Clock.GetUtcNow();
        model.Add(StatementSeries.Invoice, at, -reversal.ChangeOf(ChartOfAccounts.Prepaid(Orders.Acme)).Micros);
        model.Add(StatementSeries.Statement, at, -reversal.ChangeOf(ChartOfAccounts.Payable(Orders.Zeta)).Micros);
    }

    /// <summary>Sums by month of the wall clock, kept without anything of the closing's own.</summary>
    private sealed class Model(TimeZoneInfo zone)
    {
        private readonly Dictionary<(StatementSeries, string), long> _sums = [];

        public void Add(StatementSeries series, DateTimeOffset at, long micros)
        {
            var key = (series, MonthOf(at));
            _sums[key] = _sums.GetValueOrDefault(key) + micros;
        }

        public long Of(StatementSeries series, BillingMonth month) => _sums.GetValueOrDefault((series, month.ToString()));

        private string MonthOf(DateTimeOffset at) =>
            TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
    }
}
