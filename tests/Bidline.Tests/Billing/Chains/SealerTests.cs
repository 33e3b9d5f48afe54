using Bidline.Accounts;
using Bidline.Billing.Chains;
using Bidline.Storage;
using Bidline.Tests.Routing;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Billing.Chains;

public sealed class SealerTests
{
    private static readonly Author Ann = new("user:ann@example.com", "192.0.2.7");

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Every_transaction_and_audit_line_gets_one_link_however_many_seal_at_once(StoreKind kind)
    {
        await using var host = await BookedAsync(kind);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => new Sealer(host.Store).SealAsync(CancellationToken.None)));
        await host.TopUpAsync(5m, "late");
        await new Sealer(host.Store).SealAsync(CancellationToken.None);

        await using var db = host.Store.Read();
        db.Set<ChainLinkRow>().Count(link => link.Chain == Sealer.Ledger).ShouldBe(4);
        db.Set<ChainLinkRow>().Count(link => link.Chain == Sealer.Audit).ShouldBe(2);
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("is not what was chained", "DROP TRIGGER ledger_entries_no_update",
        "UPDATE ledger_entries SET party = 'other' WHERE account = 'buyer_prepaid' AND amount = -2000000")]
    [InlineData("is not what was chained", "DROP TRIGGER ledger_transactions_no_update",
        "UPDATE ledger_transactions SET memo = 'Present' WHERE key LIKE '%wire-2'")]
    [InlineData("was chained and is gone",
        "DROP TRIGGER ledger_entries_no_delete", "DROP TRIGGER ledger_transactions_no_delete",
        "DELETE FROM ledger_entries WHERE transaction_id = (SELECT id FROM ledger_transactions WHERE key LIKE '%wire-2')",
        "DELETE FROM ledger_transactions WHERE key LIKE '%wire-2'")]
    [InlineData("is not chained",
        "INSERT INTO ledger_transactions VALUES ('led_0', 'top_up', 'slipped in', '', NULL, NULL, 1)",
        "INSERT INTO ledger_entries VALUES ('led_0', 1, 'bank_clearing', '', 'USD', 5, NULL, 1)",
        "INSERT INTO ledger_entries VALUES ('led_0', 2, 'buyer_prepaid', 'acme', 'USD', -5, NULL, 1)")]
    [InlineData("is missing", "DELETE FROM chain_links WHERE chain = 'ledger' AND number = 1")]
    [InlineData("head is not its last link", "DELETE FROM chain_links WHERE chain = 'audit' AND number = 2")]
    [InlineData("is not what was chained", "DROP TRIGGER audit_no_update",
        "UPDATE audit SET actor = 'user:bob@example.com' WHERE summary = 'first'")]
    public async Task Whoever_changes_what_was_chained_is_found_out(string sentence, params string[] damage)
    {
        await using var host = await BookedAsync(StoreKind.Sqlite);
        await new Sealer(host.Store).SealAsync(CancellationToken.None);
        (await host.BrokenAsync()).ShouldBeEmpty();

        foreach (var sql in damage) await host.Store.Commits.CommitAsync(new CommitUnit(null, [new Statement(sql)]));

        (await host.BrokenAsync()).ShouldContain(broken => broken.Contains(sentence, StringComparison.Ordinal)
            && broken.StartsWith("R9", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Nobody_can_change_or_remove_a_line_of_the_audit(StoreKind kind)
    {
        await using var host = await BookedAsync(kind);

        foreach (var sql in new[] { "UPDATE audit SET actor = 'nobody'", "DELETE FROM audit" })
            await Should.ThrowAsync<StoreException>(() =>
                host.Store.Commits.CommitAsync(new CommitUnit(null, [new Statement(sql)])));
    }

    [Theory]
    [InlineData("INSERT OR REPLACE INTO ledger_entries SELECT transaction_id, line, account, party, currency, amount * 2, "
        + "call_id, booked_at FROM ledger_entries")]
    [InlineData("INSERT OR REPLACE INTO ledger_transactions SELECT id || 'x', kind, key, 'other', call_id, reverses, "
        + "booked_at FROM ledger_transactions")]
    [InlineData("INSERT OR REPLACE INTO audit SELECT id, at, 'nobody', origin, request_id, action, subject, summary, "
        + "before, after FROM audit")]
    public async Task Nobody_can_overwrite_by_replacing(string sql)
    {
        await using var host = await BookedAsync(StoreKind.Sqlite);

        var refused = await Should.ThrowAsync<StoreException>(() =>
            host.Store.Commits.CommitAsync(new CommitUnit(null, [new Statement(sql)])));

        refused.Message.ShouldContain("append-only");
    }

    private static async Task<KeepingHost> BookedAsync(StoreKind kind)
    {
        var host = await KeepingHost.StartAsync(kind);
        for (var i = 1; i <= 3; i++) await host.TopUpAsync(i, $"wire-{i}");
        var audit = new Audit(host.Store, TimeProvider.System);
        await audit.NoteAsync(Ann, new AuditEntry("looked", "ledger", "first"));
        await audit.NoteAsync(Ann, new AuditEntry("looked", "ledger", "second"));
        return host;
    }
}
