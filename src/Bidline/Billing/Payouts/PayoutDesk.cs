using System.Globalization;
using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Payouts;

/// <summary>
/// Pays publishers: chooses who is due, makes a batch for the bank, and books each payout when it is marked as paid. Until
/// then nothing moves in the ledger, and what is open is not offered again.
/// </summary>
public sealed class PayoutDesk(Store store, BookShelf shelf, Audit audit, TimeProvider clock)
{
    // Not when there is a batch that was not seen: what is open and owed may be another by then.
    private const string InsertBatch =
        "INSERT INTO payout_batches (id, currency, created_at, created_by, pay_on) SELECT @p0, @p1, @p2, @p3, @p4 "
        + "WHERE (SELECT COUNT(*) FROM payout_batches) = @p5";

    private const string InsertPayout =
        "INSERT INTO payouts (id, batch, publisher, currency, amount, holder, iban, bic, number, state) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, 'open')";

    private const string End = "UPDATE payouts SET state = @p1, ended_at = @p2 WHERE id = @p0 AND state = 'open'";

    /// <summary>Every publisher with a balance, and what it would be paid now.</summary>
    public async Task<IReadOnlyList<PayoutChoice>> ChooseAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        // Before the balances: what is marked as paid in between is then missing from both, not paid twice.
        var open = await db.Set<PayoutRow>().Where(payout => payout.State == "open")
            .GroupBy(payout => new { payout.Publisher, payout.Currency })
            .Select(group => new { group.Key, Sum = group.Sum(payout => payout.Amount) })
            .ToDictionaryAsync(group => group.Key, group => group.Sum, cancel);
        var code = ChartOfAccounts.CodeOf(AccountKind.PublisherPayable);
        var entries = db.Set<LedgerEntryRow>().Where(row => row.Account == code);
        var balances = await entries.GroupBy(row => new { row.Party, row.Currency })
            .Select(group => new { group.Key.Party, group.Key.Currency, Sum = group.Sum(row => row.Amount) })
            .OrderBy(row => row.Party).ThenBy(row => row.Currency).ToListAsync(cancel);
        var choices = new List<PayoutChoice>(balances.Count);
        foreach (var row in balances)
        {
            var (publisher, currency) = (new PublisherId(row.Party), Currency.Parse(row.Currency));
            var plan = PlanOf(publisher, currency);
            var since = UnixMicros.Of(clock.GetUtcNow().AddDays(-plan.HoldDays));
            var waiting = await entries
                .Where(entry => entry.Party == row.Party && entry.Currency == row.Currency && entry.BookedAt >= since
                    && entry.Amount < 0)
                .SumAsync(entry => -entry.Amount, cancel);
            choices.Add(PayoutChoice.Of(
                publisher, plan, new Money(-row.Sum, currency), new Money(waiting, currency),
                new Money(open.GetValueOrDefault(new { Publisher = row.Party, row.Currency }), currency)));
        }

        return choices;
    }

    /// <summary>
    /// Makes a batch of everybody who is due in this currency; null when nobody is. Who is due is looked at again when
    /// somebody else makes one meanwhile.
    /// </summary>
    public async Task<PayoutBatch?> CreateAsync(Currency currency, DateOnly payOn, Author author, CancellationToken cancel)
    {
        while (true)
        {
            var seen = await CountBatchesAsync(cancel);
            var due = (await ChooseAsync(cancel))
                .Where(choice => choice.Reason is null && choice.Amount.Currency == currency).ToList();
            if (due.Count == 0) return null;
            if (await CreateAsync(due, currency, payOn, seen, author) is { } batch) return batch;
        }
    }

    /// <summary>Books it: we no longer owe it, and the bank has it less. False when it is not open.</summary>
    public async Task<bool> MarkPaidAsync(string id, Author author, CancellationToken cancel)
    {
        if (await FindAsync(id, cancel) is not { } payout) return false;
        var transaction = new LedgerTransaction(
            TransactionId.New(clock), TransactionKind.Payout, $"payout:{id}", $"Payout {id}",
            [
                LedgerEntry.Debit(ChartOfAccounts.Payable(payout.Publisher), payout.Amount),
                LedgerEntry.Credit(ChartOfAccounts.BankClearing, payout.Amount),
            ]);
        return await EndAsync(id, "paid", author, $"{payout.Amount} to {payout.Publisher}",
            LedgerStatements.Insert(transaction, clock.GetUtcNow()));
    }

    /// <summary>The bank did not pay it: it is owed again. False when it is not open.</summary>
    public async Task<bool> CancelAsync(string id, Author author, CancellationToken cancel) =>
        await FindAsync(id, cancel) is { } payout
        && await EndAsync(id, "cancelled", author, $"{payout.Amount} to {payout.Publisher}", []);

    public async Task<PayoutBatch?> FindBatchAsync(string id, CancellationToken cancel)
    {
        await using var db = store.Read();
        var row = await db.Set<PayoutBatchRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancel);
        return row is null ? null : await ReadAsync(db, row, cancel);
    }

    /// <summary>Newest first; one more than the limit when there are more.</summary>
    public async Task<IReadOnlyList<PayoutBatch>> ListAsync(int limit, string? after, CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = db.Set<PayoutBatchRow>().AsNoTracking();
        if (after is not null) rows = rows.Where(row => string.Compare(row.Id, after) < 0);
        var batches = new List<PayoutBatch>();
        foreach (var row in await rows.OrderByDescending(row => row.Id).Take(limit + 1).ToListAsync(cancel))
            batches.Add(await ReadAsync(db, row, cancel));
        return batches;
    }

    /// <summary>Null when there are more batches than were seen.</summary>
    private async Task<PayoutBatch?> CreateAsync(
        List<PayoutChoice> due, Currency currency, DateOnly payOn, int seen, Author author)
    {
        var (id, now) = ($"pob_{Ids.New(clock):N}", clock.GetUtcNow());
        var batch = new PayoutBatch(id, currency, now, author.Name, payOn, due.ConvertAll(choice => new Payout(
            $"pay_{Ids.New(clock):N}", choice.Publisher, choice.Amount, PlanOf(choice.Publisher, currency).Account!,
            PayoutState.Open, null)));
        var head = new Statement(
            InsertBatch, id, currency.Code, UnixMicros.Of(now), author.Name,
            payOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), seen);
        var line = audit.Line(author, new AuditEntry(
            "added", $"payout batch {id}", $"{due.Count} payouts of {batch.Total}"));
        var isNew = await store.Commits.CommitAsync(
            new CommitUnit(head, [.. batch.Payouts.Select(payout => Insert(id, payout)), line]));
        return isNew ? batch : null;
    }

    private async Task<int> CountBatchesAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        return await db.Set<PayoutBatchRow>().CountAsync(cancel);
    }

    private PayoutPlan PlanOf(PublisherId publisher, Currency currency) =>
        shelf.Current.Publishers.TryGetValue(publisher, out var known) ? known.Payouts : PayoutPlan.Of(currency);

    private async Task<Payout?> FindAsync(string id, CancellationToken cancel)
    {
        await using var db = store.Read();
        var row = await db.Set<PayoutRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancel);
        return row is null ? null : Read(row);
    }

    private Task<bool> EndAsync(
        string id, string state, Author author, string summary, IEnumerable<Statement> booked) =>
        store.Commits.CommitAsync(new CommitUnit(
            new Statement(End, id, state, UnixMicros.Of(clock.GetUtcNow())),
            [.. booked, audit.Line(author, new AuditEntry(state, $"payout {id}", summary))]));

    private static Statement Insert(string batch, Payout payout) => new(
        InsertPayout, payout.Id, batch, payout.Publisher.Value, payout.Amount.Currency.Code, payout.Amount.Micros,
        payout.Account.Holder, payout.Account.Iban, payout.Account.Bic, payout.Account.Number);

    private static async Task<PayoutBatch> ReadAsync(Db db, PayoutBatchRow row, CancellationToken cancel)
    {
        var payouts = await db.Set<PayoutRow>().AsNoTracking().Where(payout => payout.Batch == row.Id)
            .OrderBy(payout => payout.Publisher).ThenBy(payout => payout.Id).ToListAsync(cancel);
        return new PayoutBatch(
            row.Id, Currency.Parse(row.Currency), UnixMicros.At(row.CreatedAt), row.CreatedBy,
            DateOnly.ParseExact(row.PayOn, "yyyy-MM-dd", CultureInfo.InvariantCulture), payouts.ConvertAll(Read));
    }

    private static Payout Read(PayoutRow row) => new(
        row.Id,
        new PublisherId(row.Publisher),
        new Money(row.Amount, Currency.Parse(row.Currency)),
        new BankAccount(row.Holder, row.Iban, row.Number, row.Bic),
        row.State switch { "paid" => PayoutState.Paid, "cancelled" => PayoutState.Cancelled, _ => PayoutState.Open },
        UnixMicros.At(row.EndedAt));
}
