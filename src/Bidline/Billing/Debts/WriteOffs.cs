using Bidline.Accounts;
using Bidline.Billing.Corrections;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Debts;

/// <summary>
/// Debts that a named person decides to bear (money.md M25), with a reason and evidence, and above a limit approved by
/// somebody else (M26). The decision is written down first; booking it may be repeated without harm.
/// </summary>
public sealed class WriteOffs(
    Store store, DebtReading debts, Capacity capacity, Audit audit, CorrectionSettings settings, TimeProvider clock)
{
    private const string Insert =
        "INSERT INTO write_offs (id, state, side, party, currency, amount, reason, evidence, proposed_at, proposed_by) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9) ON CONFLICT (id) DO NOTHING";

    private const string Decide =
        "UPDATE write_offs SET state = @p1, decided_at = @p2, decided_by = @p3 WHERE id = @p0 AND state = 'proposed'";

    private readonly WriteOffBooking _booking = new(store, debts, capacity, clock);

    /// <summary>Books it, or writes it down for a second person. Idempotent on the key.</summary>
    /// <param name="key">Chosen by who asks: the write-off's id is made of it.</param>
    public async Task<WriteOffOutcome> ProposeAsync(
        WriteOffOrder order, string key, Author author, CancellationToken cancel)
    {
        var id = $"wof_{TransactionId.For($"write_off:{key}").Value:N}";
        if (await FindAsync(id, cancel) is { } known) return new WriteOffOutcome.Done(await BookedAsync(known, cancel));
        var owed = (await debts.SumsAsync(order.Debtor, cancel)).Owed;
        if (!order.Amount.IsPositive || order.Amount > owed)
        {
            return Refused(Reason.Of(
                "debt.rest", ("amount", order.Amount.ToString()), ("debtor", order.Debtor.ToString()),
                ("owed", Money.Max(owed, Money.Zero(owed.Currency)).ToString())));
        }

        var (debtor, state) = (order.Debtor, order.Amount.Units > settings.ApproveAboveUnits ? "proposed" : "approved");
        await store.Commits.CommitAsync(new CommitUnit(
            new Statement(
                Insert, id, state, Debtor.NameOf(debtor.Side), debtor.Party, debtor.Currency.Code, order.Amount.Micros,
                order.Reason, order.Evidence, UnixMicros.Of(clock.GetUtcNow()), author.Name),
            [audit.Line(author, Entry(state, id, order))]));
        return new WriteOffOutcome.Done(await BookedAsync((await FindAsync(id, cancel))!, cancel));
    }

    /// <summary>By somebody else than who proposed it; whoever proposed it may take it back.</summary>
    public async Task<WriteOffOutcome> DecideAsync(string id, bool approve, Author author, CancellationToken cancel)
    {
        if (await FindAsync(id, cancel) is not { } found)
            return Refused(Reason.Of("debt.state", ("state", "not there")));
        if (approve && found.ProposedBy == author.Name) return Refused(Reason.Of("debt.same_person"));
        var state = approve ? "approved" : "rejected";
        var order = new WriteOffOrder(found.Debtor, found.Amount, found.Reason, found.Evidence);
        var decided = await store.Commits.CommitAsync(new CommitUnit(
            new Statement(Decide, id, state, UnixMicros.Of(clock.GetUtcNow()), author.Name),
            [audit.Line(author, Entry(state, id, order))]));
        return decided
            ? new WriteOffOutcome.Done(await BookedAsync((await FindAsync(id, cancel))!, cancel))
            : Refused(Reason.Of("debt.state", ("state", found.State)));
    }

    /// <summary>After a crash: what was approved and not booked.</summary>
    public async Task BookAllAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        var left = await db.Set<WriteOffRow>().Where(row => row.State == "approved").ToListAsync(cancel);
        foreach (var row in left) await _booking.BookAsync(row.Read(), cancel);
    }

    public async Task<WriteOff?> FindAsync(string id, CancellationToken cancel)
    {
        await using var db = store.Read();
        return (await db.Set<WriteOffRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancel))?.Read();
    }

    /// <summary>Newest first.</summary>
    /// <param name="after">The last id of the page before; null for the first page.</param>
    public async Task<IReadOnlyList<WriteOff>> ListAsync(string? state, string? after, int limit, CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = db.Set<WriteOffRow>().AsNoTracking();
        if (state is not null) rows = rows.Where(row => row.State == state);
        if (after is not null && await rows.FirstOrDefaultAsync(row => row.Id == after, cancel) is { } last)
        {
            rows = rows.Where(row => row.ProposedAt < last.ProposedAt
                || (row.ProposedAt == last.ProposedAt && string.Compare(row.Id, last.Id) > 0));
        }

        var page = await rows.OrderByDescending(row => row.ProposedAt).ThenBy(row => row.Id).Take(limit)
            .ToListAsync(cancel);
        return page.ConvertAll(row => row.Read());
    }

    private async Task<WriteOff> BookedAsync(WriteOff it, CancellationToken cancel)
    {
        await _booking.BookAsync(it, cancel);
        return (await FindAsync(it.Id, cancel))!;
    }

    private static WriteOffOutcome.Refused Refused(Reason reason) => new(reason);

    private static AuditEntry Entry(string state, string id, WriteOffOrder order) => new(
        state, $"write-off {id}", $"{order.Amount} that {order.Debtor} owes: {order.Reason}", null, order.Evidence);
}
