using Bidline.Billing;
using Bidline.Billing.Documents;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Bidline.Tests.Routing;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;
using static Bidline.Tests.Billing.Documents.MonthlyBooks;

namespace Bidline.Tests.Billing.Documents;

public sealed class PeriodClosingTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_month_becomes_an_invoice_and_a_statement_that_add_up(StoreKind kind)
    {
        await using var books = await StartAsync(kind);
        await books.Host.TopUpAsync(100m);
        await books.CallAsync(At("2026-03-02T15:00:00Z"), 60.333333m);
        await books.CallAsync(At("2026-03-02T16:00:00Z"), 60.333333m);

        var closed = await books.CloseAsync("2026-03", "2026-04-02T00:00:00Z");

        closed.Issued.Select(id => id.ToString()).ShouldBe(["INV-000001", "INV-000002", "STM-000001"]);
        var (first, second) = (await books.FindAsync("INV-000001"), await books.FindAsync("INV-000002"));
        (first.Period.ToString(), first.Opening, first.Closing, first.Due)
            .ShouldBe(("2026-02", Money.Usd(0), Money.Usd(100), Money.Usd(0)));
        (second.Opening, second.Lines, second.Closing).ShouldBe((Money.Usd(100), Money.Usd(-120.666666m), Money.Usd(-20.666666m)));
        (second.Due, second.Rounding).ShouldBe((Money.Usd(20.67m), Money.Usd(-0.003334m)));
        second.Body.Calls.ShouldBe([new CallsOfDay("2026-03-02", "auto-fl", 2, -120_666_666)]);
        var statement = await books.FindAsync("STM-000001");
        (statement.Closing, statement.Due).ShouldBe((Money.Usd(96.533332m), Money.Usd(96.53m)));
        (await books.Host.BalanceAsync(ChartOfAccounts.Rounding)).ShouldBe(Money.Usd(-0.003334m - 0.003332m));
        (await books.Host.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(-20.67m));
        (await books.Host.BalanceAsync(ChartOfAccounts.Payable(Orders.Zeta))).ShouldBe(Money.Usd(96.53m));
        await books.SealAsync();
        (await books.Host.BrokenAsync()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_closed_month_takes_no_entry_and_its_documents_no_change(StoreKind kind)
    {
        await using var books = await StartAsync(kind);
        await books.Host.TopUpAsync(100m);
        await books.CloseAsync("2026-02", "2026-03-02T00:00:00Z");
        var late = new LedgerTransaction(
            TransactionId.New(books.Clock), TransactionKind.TopUp, "late", "",
            [
                LedgerEntry.Debit(ChartOfAccounts.BankClearing, Money.Usd(5)),
                LedgerEntry.Credit(ChartOfAccounts.Prepaid(Orders.Acme), Money.Usd(5)),
            ]);

        foreach (var refused in (CommitUnit[])
        [
            new(null, [.. LedgerStatements.Insert(late, At("2026-02-28T23:00:00Z"))]),
            new(null, [new Statement("UPDATE statements SET due = 0")]),
            new(null, [new Statement("DELETE FROM statements")]),
            new(null, [new Statement("UPDATE closed_accounts SET until_at = 0")]),
            new(null, [new Statement("DELETE FROM closed_accounts")]),
        ])
            await Should.ThrowAsync<StoreException>(books.Host.Store.Commits.CommitAsync(refused));

        (await books.Host.Store.Commits.CommitAsync(
            new CommitUnit(null, [.. LedgerStatements.Insert(late, At("2026-03-01T05:00:00Z"))]))).ShouldBeTrue();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_late_correction_stands_in_the_open_month_and_names_the_old_document(StoreKind kind)
    {
        await using var books = await StartAsync(kind);
        await books.Host.TopUpAsync(100m);
        var call = await books.CallAsync(At("2026-03-10T15:00:00Z"), 27.50m);
        await books.CloseAsync("2026-03", "2026-04-02T00:00:00Z");
        var before = await books.FindAsync("STM-000001");

        await ReverseAsync(books, call, 13.75m);
        await books.CloseAsync("2026-04", "2026-05-02T00:00:00Z");

        (await books.FindAsync("STM-000001")).ShouldBeEquivalentTo(before);
        var invoice = await books.FindAsync("INV-000003");
        invoice.Body.Items.Where(item => item.Kind == "reversal").ShouldHaveSingleItem()
            .ShouldBe(new StatementItem("2026-04-01", "reversal", "Dispute", 13_750_000, 1, call.ToString(), "INV-000002"));
        var statement = await books.FindAsync("STM-000002");
        (statement.Opening, statement.Closing).ShouldBe((Money.Usd(22), Money.Usd(11)));
        statement.Body.Items.ShouldHaveSingleItem().Corrects.ShouldBe("STM-000001");
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Printing_again_gives_the_same_bytes(StoreKind kind)
    {
        await using var books = await StartAsync(kind);
        await books.Host.TopUpAsync(100m, "=cmd|' /C calc'!A0");
        var call = await books.CallAsync(At("2026-03-10T15:00:00Z"), 27.50m);
        await books.CloseAsync("2026-03", "2026-04-02T00:00:00Z");
        var (invoice, statement) = (await books.FindAsync("INV-000002"), await books.FindAsync("STM-000001"));
        var (page, csv) = (StatementPage.Write(statement), await books.CsvAsync(invoice));

        await ReverseAsync(books, call, 1m);
        books.SetZone("Asia/Tokyo");
        await books.CloseAsync("2026-04", "2026-05-02T00:00:00Z");

        StatementPage.Write(await books.FindAsync("STM-000001")).ShouldBe(page);
        (await books.CsvAsync(await books.FindAsync("INV-000002"))).ShouldBe(csv);
        page.ShouldContain("Zeta &lt;Media&gt;");
        page.ShouldContain("<td>2026-03-10</td><td>auto-fl</td><td class=\"n\">1</td><td class=\"n\">22.00</td>");
        csv.Split("\r\n").Length.ShouldBe(5);
        csv.ShouldContain("opening,INV-000002,,,100.00,USD");
        csv.ShouldContain("closing,INV-000002,,,72.50,USD");
    }

    [Fact]
    public async Task Closing_from_two_places_at_once_issues_each_document_once_without_gaps()
    {
        await using var books = await StartAsync(StoreKind.Sqlite);
        await books.Host.TopUpAsync(100m);
        await books.CallAsync(At("2026-03-10T15:00:00Z"), 27.333333m);
        books.Clock.MoveTo(At("2026-06-02T00:00:00Z"));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => books.CloseAsync("2026-05")));

        var all = await books.Statements.ListAsync(new StatementQuery(Limit: 100), CancellationToken.None);
        all.Select(row => $"{row.Id} {row.Period}").Order(StringComparer.Ordinal).ShouldBe(
        [
            "INV-000001 2026-02", "INV-000002 2026-03", "INV-000003 2026-04", "INV-000004 2026-05",
            "STM-000001 2026-03", "STM-000002 2026-04", "STM-000003 2026-05",
        ]);
        await books.SealAsync();
        (await books.Host.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_month_that_is_not_over_is_left_open()
    {
        await using var books = await StartAsync(StoreKind.Sqlite);
        await books.Host.TopUpAsync(100m);

        // Midnight in New York is at 05:00; two minutes are waited for what is still being committed.
        (await books.CloseAsync("2026-02", "2026-03-01T05:01:50Z")).NotOver.ShouldBe(["acme"]);
        (await books.CloseAsync("2026-02", "2026-03-01T05:02:10Z")).Issued.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Documents_follow_one_another_when_the_zone_is_changed()
    {
        await using var books = await StartAsync(StoreKind.Sqlite);
        await books.Host.TopUpAsync(100m);
        await books.CloseAsync("2026-02", "2026-03-02T00:00:00Z");
        await books.CallAsync(At("2026-03-31T20:00:00Z"), 10m);

        books.SetZone("Asia/Tokyo");
        await books.CloseAsync("2026-04", "2026-05-02T00:00:00Z");

        var (march, april) = (await books.FindAsync("INV-000002"), await books.FindAsync("INV-000003"));
        (march.From, march.Until).ShouldBe((At("2026-03-01T05:00:00Z"), At("2026-03-31T15:00:00Z")));
        (april.From, april.Until).ShouldBe((At("2026-03-31T15:00:00Z"), At("2026-04-30T15:00:00Z")));
        // It came on the last of March in New York, and on the first of April in Tokyo.
        april.Body.Calls.ShouldHaveSingleItem().Day.ShouldBe("2026-04-01");
    }

    [Fact]
    public async Task A_party_without_money_or_entries_gets_no_document_and_its_month_is_closed_all_the_same()
    {
        await using var books = await StartAsync(StoreKind.Sqlite);
        await books.Host.TopUpAsync(27.50m);
        await books.CallAsync(At("2026-02-28T15:00:00Z"), 27.50m);

        var closed = await books.CloseAsync("2026-04", "2026-05-02T00:00:00Z");

        closed.Issued.Select(id => id.ToString()).ShouldBe(
            ["INV-000001", "STM-000001", "STM-000002", "STM-000003"]);
        await using var db = books.Host.Store.Read();
        db.Set<ClosedAccountRow>().Select(row => row.UntilAt).Distinct().ToList()
            .ShouldBe([UnixMicros.Of(At("2026-05-01T04:00:00Z"))]);
    }

    private static async Task ReverseAsync(MonthlyBooks books, CallId call, decimal amount)
    {
        var terms = Orders.Terms();
        var original = CallPosting.Of(call, Pricing.Of(terms, true, true), terms, ChartOfAccounts.Prepaid(Orders.Acme))!;
        var reversal = Reversals.Of(
            original, Money.Usd(amount), [], TransactionId.New(books.Clock), $"dispute:{call}", "Dispute");
        (await books.Host.Capacity.PostAsync(Orders.Acme, reversal, CancellationToken.None)).ShouldBe(PostOutcome.Booked);
    }
}
