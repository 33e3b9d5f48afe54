using Bidline.Accounts;
using Bidline.Billing.Reconciling;
using Bidline.Storage;
using Bidline.Tests.Billing.Documents;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;
using static Bidline.Tests.Billing.Documents.MonthlyBooks;

namespace Bidline.Tests.Billing.Reconciling;

/// <summary>Each line is shown books that disagree in its way: a line that is always zero proves nothing.</summary>
public sealed class ReconciliationTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Books_that_agree_are_zero_from_R1_to_R13(StoreKind kind)
    {
        await using var books = await ClosedAsync(kind);

        var lines = await Reconciliation.RunAsync(books.Host.Store, books.Clock.GetUtcNow(), CancellationToken.None);

        lines.Select(line => line.Id).ShouldBe(Enumerable.Range(1, 13).Select(number => $"R{number}"));
        lines.Where(line => !line.IsClean).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("R1", "DROP TRIGGER ledger_entries_no_update", "UPDATE ledger_entries SET amount = amount + 1 WHERE line = 1")]
    [InlineData("R2", "DROP TRIGGER statements_no_update",
        "UPDATE statements SET closing = closing + 1, lines = lines + 1 WHERE series = 'statement'")]
    [InlineData("R3", "UPDATE holds SET state = 'open'")]
    [InlineData("R4", "DROP TRIGGER ledger_entries_no_delete", "DROP TRIGGER ledger_transactions_no_delete",
        "DELETE FROM ledger_entries WHERE call_id IS NOT NULL", "DELETE FROM ledger_transactions WHERE kind = 'call'")]
    [InlineData("R4", "DELETE FROM calls")]
    [InlineData("R5", "INSERT INTO carrier_records VALUES ('cdr_1', 2, 'lab', 'r1', NULL, NULL, 90, NULL, NULL, 'unknown', NULL)")]
    [InlineData("R6",
        "INSERT INTO outbox (id, key, destination, kind, body, created_at, state, attempts, due_at, claimed_until) "
        + "VALUES ('evt_1', 'k', 'target:acme', 'bid.won', '{}', 1, 'delivered', 1, 1, 0)")]
    [InlineData("R6", "INSERT INTO conversions (id, call_id, buyer, event, currency, state, transaction_id, author, reported_at) "
        + "VALUES ('cnv_1', 'call_1', 'acme', 'sale', 'USD', 'booked', 'led_0', 'acme', 1)")]
    [InlineData("R6", "INSERT INTO ledger_transactions (id, kind, key, memo, call_id, booked_at) VALUES ('led_0', 'conversion', 'k', '', 'call_1', 1)")]
    [InlineData("R7", "DROP TRIGGER statements_no_update", "UPDATE statements SET opening = opening - 1, lines = lines + 1")]
    [InlineData("R7", "DROP TRIGGER statements_no_delete", "DELETE FROM statements WHERE series = 'invoice' AND number = 1")]
    [InlineData("R7", "DROP TRIGGER statements_no_update", "UPDATE statements SET body = replace(body, '\"micros\":', '\"micros\":1') WHERE series = 'statement'")]
    [InlineData("R7", "DROP TRIGGER ledger_transactions_no_update",
        "UPDATE ledger_transactions SET key = 'x' || id WHERE kind = 'rounding'")]
    [InlineData("R11", "INSERT INTO recordings VALUES ('call_1', 1, 'f', 1, 1, 'a', '', NULL, 1, 1, NULL)")]
    [InlineData("R12", "UPDATE calls SET outcome = 'vanished'")]
    [InlineData("R12", "UPDATE calls SET outcome = NULL")]
    [InlineData("R12", "UPDATE calls SET ended_at = NULL")]
    [InlineData("R13", "UPDATE calls SET revenue_micros = revenue_micros + 1")]
    [InlineData("R13", "UPDATE calls SET payout_micros = payout_micros - 1")]
    [InlineData("R13", "UPDATE calls SET currency = 'EUR'")]
    [InlineData("R8", "INSERT INTO payment_events VALUES ('stripe', 'evt_1', 'k', 'pi_1', 'acme', 5, 'USD', 'booked', NULL, 'led_0', 1)")]
    [InlineData("R8", "INSERT INTO payment_events VALUES ('stripe', 'evt_1', 'k', 'pi_1', 'x', 5, 'USD', 'refused', 'unknown_buyer', NULL, 1)")]
    [InlineData("R8", "INSERT INTO ledger_transactions (id, kind, key, memo, booked_at) VALUES ('led_0', 'top_up', 'top_up:acme:stripe:pi_2', '', 9e15)")]
    [InlineData("R9", "DELETE FROM chain_links WHERE chain = 'ledger'")]
    [InlineData("R9", "DELETE FROM chain_links WHERE chain = 'audit'")]
    [InlineData("R10", "UPDATE holds SET captured = captured - 1")]
    public async Task A_difference_is_counted(string id, params string[] damage)
    {
        await using var books = await ClosedAsync(StoreKind.Sqlite);

        foreach (var sql in damage) await books.Host.Store.Commits.CommitAsync(new CommitUnit(null, [new Statement(sql)]));

        var line = await LineAsync(books, id);
        line.Count.ShouldBeGreaterThan(0);
        (await books.Host.BrokenAsync()).ShouldContain(broken => broken.StartsWith($"{id} ", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_carriers_records_are_matched_once_and_differences_can_be_explained(StoreKind kind)
    {
        await using var books = await ClosedAsync(kind);
        var missing = await books.CallAsync(At("2026-04-03T10:00:00Z"), 5m);
        var call = await books.CallAsync(At("2026-04-03T11:00:00Z"), 5m);
        var import = new CarrierImport(books.Host.Store, new Audit(books.Host.Store, books.Clock), books.Clock);
        var now = TimeProvider.System.GetUtcNow();
        var file = $"""
            reference,call,number,at,seconds
            r1,{call},,{now.AddHours(-1):O},91
            r2,call_unknown,,{now.AddHours(1):O},17
            r3,{call},,,91
            r4,,,,91
            """;

        var first = await import.ImportAsync("lab", CarrierSheet.Read(file).Rows, Ann, CancellationToken.None);
        var again = await import.ImportAsync("lab", CarrierSheet.Read(file).Rows, Ann, CancellationToken.None);

        first.Select(row => row.Outcome).ShouldBe(["matched", "unknown", "unknown", "refused"]);
        again.Select(row => row.Outcome).ShouldBe(["repeated", "repeated", "repeated", "refused"]);
        var line = await LineAsync(books, "R5");
        // Two records of no call of ours, and the calls of the trunk that the carrier has no record of.
        line.Count.ShouldBe(2 + 3);
        line.Detail.ShouldContain("lab has r2, and we have no such call");
        (await AllMissingAsync(books)).ShouldContain(missing.ToString());

        await using var db = books.Host.Store.Read();
        var record = db.Set<CarrierRecordRow>().Single(row => row.Reference == "r2");
        (await import.ExplainAsync(record.Import, record.Line, "A test call of theirs", Ann)).ShouldBeTrue();
        (await import.ExplainAsync(record.Import, 99, "Nothing", Ann)).ShouldBeFalse();
        (await LineAsync(books, "R5")).ShouldSatisfyAllConditions(
            after => after.Count.ShouldBe(4), after => after.Explained.ShouldBe(1));
    }

    [Fact]
    public async Task A_call_is_found_by_number_and_moment()
    {
        await using var books = await ClosedAsync(StoreKind.Sqlite);
        var import = new CarrierImport(books.Host.Store, new Audit(books.Host.Store, books.Clock), books.Clock);
        var now = TimeProvider.System.GetUtcNow();
        var rows = CarrierSheet.Read($"""
            number,at,seconds
            {Given.Caller.E164},{now.AddSeconds(-30):O},91
            {Given.Caller.E164},{now.AddSeconds(-30):O},17
            {Given.Caller.E164},{now.AddMinutes(-5):O},91
            """).Rows;

        var outcomes = await import.ImportAsync("lab", rows, Ann, CancellationToken.None);

        outcomes.Select(row => row.Outcome).ShouldBe(["matched", "differs", "unknown"]);
        outcomes[0].Call.ShouldNotBe(outcomes[1].Call);
        outcomes[1].Detail.ShouldBe("17 s there, 91 s here");
    }

    /// <summary>Two calls in March, closed and chained; what is received has the machine's own moment.</summary>
    private static async Task<MonthlyBooks> ClosedAsync(StoreKind kind)
    {
        var books = await StartAsync(kind);
        await books.Host.TopUpAsync(100m);
        await books.CallAsync(At("2026-03-02T15:00:00Z"), 60.333333m);
        await books.CallAsync(At("2026-03-02T16:00:00Z"), 60.333333m);
        await books.CloseAsync("2026-03", "2026-04-02T00:00:00Z");
        await books.SealAsync();
        // The heartbeat and the grace of the chains follow the clock.
        books.Clock.MoveTo(At("2026-04-02T01:00:00Z"));
        await books.Host.Store.Commits.CommitAsync(new CommitUnit(null, [new Statement(
            "INSERT INTO heartbeats (node, started_at, at) VALUES ('other.1', 1, @p0)", UnixMicros.Of(At("2026-04-02T01:00:00Z")))]));
        return books;
    }

    private static async Task<ReconciliationLine> LineAsync(MonthlyBooks books, string id) =>
        (await Reconciliation.RunAsync(books.Host.Store, books.Clock.GetUtcNow(), CancellationToken.None))
        .Single(line => line.Id == id);

    private static async Task<string> AllMissingAsync(MonthlyBooks books)
    {
        var line = await LineAsync(books, "R5");
        return line.Detail;
    }
}
