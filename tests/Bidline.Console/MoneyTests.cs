using System.Globalization;
using Bidline.Accounts;
using Bidline.Billing.Documents;
using Bidline.Console.Parts;
using Bidline.Simulator;
using Bidline.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Bidline.Console;

public sealed class MoneyTests(Suite suite)
{
    [Fact]
    public async Task The_report_is_the_APIs_line_by_line()
    {
        var market = await suite.MarketAsync();
        await using var screen = await suite.OpenAsync("/money/reconciliation");

        await Expect(screen.Page.Locator("h1")).ToHaveTextAsync("Reconciliation");
        var shown = await screen.Page.Locator("tr[data-line]").EvaluateAllAsync<string[]>(
            "rows => rows.map(row => `${row.dataset.line} ${row.dataset.ok}`)");
        var report = await market.GetAsync("/v1/reconciliation");
        shown.ShouldBe(report.GetProperty("data").EnumerateArray().Select(line =>
            $"{line.GetProperty("id")} {(line.GetProperty("ok").GetBoolean() ? "true" : "false")}"));
        shown.ShouldBe(Enumerable.Range(1, 13).Select(number => $"R{number} true"));
        await Expect(screen.Page.Locator(".page-head .sub")).ToHaveTextAsync("Everything agrees");
        await screen.Page.Locator("[data-act-run]").ClickAsync();
        await Expect(screen.Page.Locator("[data-act-run]")).ToHaveTextAsync("Look again");
        screen.ShouldHaveNoComplaints();
    }

    [Fact]
    public async Task Closed_months_are_listed_with_a_page_that_prints_and_a_CSV()
    {
        await using var market = await Market.OpenAsync(new WorldSettings(1, 1, 1));
        (await CloseAsync(market)).ShouldBe(["INV-000001", "INV-000002"]);
        var address = market.Server.Http;
        await using var screen = await suite.OpenAsync("/money/statements", address: address);

        var rows = screen.Page.Locator("tr[data-statement]");
        await Expect(rows).ToHaveCountAsync(2);
        await Expect(rows.First).ToContainTextAsync("INV-000002");
        await Expect(rows.First).ToContainTextAsync("$60.00");
        var csv = await screen.Page.Context.APIRequest.GetAsync(new Uri(address, "/money/statements/INV-000001.csv").ToString());
        (await csv.TextAsync()).ShouldContain("closing,INV-000001,,,60.00,USD");
        var missing = await screen.Page.Context.APIRequest.GetAsync(new Uri(address, "/money/statements/INV-9.html").ToString());
        missing.Status.ShouldBe(404);

        await screen.Page.GotoAsync(new Uri(address, "/money/statements/INV-000001.html").ToString());
        await Expect(screen.Page.Locator("h1")).ToHaveTextAsync("Invoice INV-000001");
        await Expect(screen.Page.Locator("tr.due td").First).ToHaveTextAsync("Amount due");
    }

    /// <summary>A buyer of two months ago, whose months are over.</summary>
    private static async Task<IEnumerable<string>> CloseAsync(Market market)
    {
        var services = market.Server.Services;
        var now = TimeProvider.System.GetUtcNow();
        var then = UnixMicros.Of(new DateTimeOffset(now.Year, now.Month, 15, 12, 0, 0, TimeSpan.Zero).AddMonths(-2));
        await services.GetRequiredService<Store>().Commits.CommitAsync(new CommitUnit(null,
        [
            new Statement(
                "INSERT INTO ledger_transactions (id, kind, key, memo, booked_at) VALUES ('led_1', 'top_up', 'k', 'Wire', @p0)",
                then),
            new Statement(Entry, 1L, "bank_clearing", "", 60_000_000L, then),
            new Statement(Entry, 2L, "buyer_prepaid", "old-co", -60_000_000L, then),
        ]));
        BillingMonth.TryParse(
            now.AddDays(1 - now.Day).AddMonths(-1).ToString("yyyy-MM", CultureInfo.InvariantCulture), out var month);
        var closing = services.GetRequiredService<PeriodClosing>();
        var outcome = await closing.CloseAsync(month, new Author("user:ann", "here"), CancellationToken.None);
        return outcome.Issued.Select(id => id.ToString());
    }

    private const string Entry =
        "INSERT INTO ledger_entries (transaction_id, line, account, party, currency, amount, booked_at) "
        + "VALUES ('led_1', @p0, @p1, @p2, 'USD', @p3, @p4)";
}
