using Bidline.Billing;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Routing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Billing;

/// <summary>Each check is shown books that are wrong in its way: a check that cannot fail proves nothing.</summary>
public sealed class InvariantsTests
{
    [Theory]
    [InlineData("Every ledger transaction balances",
        "DROP TRIGGER ledger_entries_no_update", "UPDATE ledger_entries SET amount = amount + 1 WHERE line = 1")]
    [InlineData("All accounts of a currency sum to zero",
        "DROP TRIGGER ledger_entries_no_delete", "DELETE FROM ledger_entries WHERE account = 'bank_clearing'")]
    [InlineData("The entries of every call sum to zero",
        "DROP TRIGGER ledger_entries_no_delete", "DELETE FROM ledger_entries WHERE account = 'platform_revenue'")]
    [InlineData("No ledger transaction mixes currencies",
        "INSERT INTO ledger_transactions VALUES ('led_0', 'top_up', 'two at once', '', NULL, NULL, 1)",
        "INSERT INTO ledger_entries SELECT 'led_0', line, account, party, currency, amount, NULL, 1 "
        + "FROM ledger_entries WHERE line < 3 AND call_id IS NULL",
        "INSERT INTO ledger_entries SELECT 'led_0', line + 5, account, party, 'EUR', amount, NULL, 1 "
        + "FROM ledger_entries WHERE line < 3 AND transaction_id = 'led_0'")]
    [InlineData("Nobody has spent or reserved more than there is",
        "UPDATE holds SET state = 'open', amount = 900000000")]
    [InlineData("Every call has exactly one outcome",
        "INSERT INTO call_events SELECT call_id, seq + 50, at, offset_micros, kind, body FROM call_events WHERE kind = 'ended'")]
    [InlineData("Every call has exactly one outcome",
        "DELETE FROM call_events WHERE kind IN ('ended', 'settled')",
        "INSERT INTO heartbeats SELECT substr(node, 1, instr(node, '.')) || '99', started_at + 1, at FROM heartbeats")]
    [InlineData("Every call that ended is settled",
        "DELETE FROM call_events WHERE kind = 'settled'",
        "INSERT INTO heartbeats SELECT 'other.1', started_at, at + 60000000 FROM heartbeats")]
    [InlineData("No reservation outlives its call", "UPDATE holds SET state = 'open'")]
    [InlineData("A call is settled and charged at most once",
        "INSERT INTO call_events SELECT call_id, seq + 50, at, offset_micros, kind, body FROM call_events WHERE kind = 'settled'")]
    [InlineData("A call is settled and charged at most once",
        "INSERT INTO ledger_transactions SELECT id || 'x', kind, key || 'x', memo, call_id, NULL, booked_at FROM ledger_transactions")]
    [InlineData("No cap was ever exceeded, not by one", "UPDATE holds SET buyer_caps = replace(buyer_caps, '{', '{\"concurrent\":0,')")]
    [InlineData("No cap was ever exceeded, not by one", "UPDATE holds SET target_caps = replace(target_caps, '{', '{\"calls\":0,')")]
    [InlineData("No cap was ever exceeded, not by one", "UPDATE holds SET target_caps = replace(target_caps, '{', '{\"spend\":27000000,')")]
    [InlineData("What a call was settled at is what the ledger has",
        "UPDATE call_events SET body = replace(body, '27.50', '26.50') WHERE kind = 'settled'")]
    [InlineData("What a reservation captured is what was charged", "UPDATE holds SET captured = captured - 1")]
    [InlineData("A call is billed at the price of the offer that won it",
        "UPDATE call_events SET body = replace(body, '27.50', '26.50') WHERE kind = 'auction_closed'")]
    [InlineData("Every postback was accepted, waits, or was given up for a reason",
        "INSERT INTO outbox (id, key, destination, kind, body, created_at, state, attempts, due_at, claimed_until) "
        + "VALUES ('evt_1', 'k', 'target:acme', 'bid.won', '{}', 1, 'delivered', 1, 1, 0)",
        "INSERT INTO outbox_attempts (postback_id, attempt, at, took_micros, status) VALUES ('evt_1', 1, 1, 1, 500)")]
    [InlineData("Every postback was accepted, waits, or was given up for a reason",
        "INSERT INTO outbox (id, key, destination, kind, body, created_at, state, attempts, due_at, claimed_until) "
        + "VALUES ('evt_1', 'k', 'target:acme', 'bid.won', '{}', 1, 'dead', 1, 1, 0)")]
    public async Task A_broken_book_is_noticed(string title, params string[] damage)
    {
        await using var host = await SettledCallAsync();
        (await host.BrokenAsync()).ShouldBeEmpty();

        foreach (var sql in damage) await host.Store.Commits.CommitAsync(new CommitUnit(null, [new Statement(sql)]));

        (await host.BrokenAsync()).ShouldContain(broken => broken.Contains(title, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_empty_store_holds_every_invariant()
    {
        await using var host = await KeepingHost.StartAsync(StoreKind.Sqlite);

        (await Invariants.CheckAsync(host.Store, CancellationToken.None)).ShouldAllBe(result => result.Ok);
    }

    private static async Task<KeepingHost> SettledCallAsync()
    {
        var host = await KeepingHost.StartAsync(StoreKind.Sqlite);
        await host.TopUpAsync(100m);
        var call = await new LoggedCall(host).ToAsync(Stage.Connected);
        await call.EndAsync(TimeSpan.FromSeconds(90));
        await host.Settlement.SettleAsync(call.Id, CancellationToken.None);
        return host;
    }
}
