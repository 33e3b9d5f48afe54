using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Debts;

/// <summary>
/// Books write-offs that were decided, those of one debtor one after another: what the first has borne is no longer owed
/// when the second is looked at. May run late, twice, or after a crash; whoever finds another's turn books that first.
/// </summary>
internal sealed class WriteOffBooking(Store store, DebtReading debts, Capacity capacity, TimeProvider clock)
{
    /// <summary>Changes a row when the turn was free or is its own already.</summary>
    private const string TakeTurn =
        "INSERT INTO write_off_turns (side, party, currency, write_off) VALUES (@p0, @p1, @p2, @p3) "
        + "ON CONFLICT (side, party, currency) DO UPDATE SET write_off = excluded.write_off "
        + "WHERE write_off_turns.write_off = excluded.write_off";

    private const string LeaveTurn = "DELETE FROM write_off_turns WHERE write_off = @p0";

    // Does nothing to one that somebody else has ended meanwhile.
    private const string End = "UPDATE write_offs SET state = @p1 WHERE id = @p0 AND state = 'approved'";

    /// <summary>Of a publisher, whose earnings may come at any moment: only what it still owes in this one.</summary>
    private const string EndOwed = "UPDATE write_offs SET state = 'booked' WHERE id = @p0 AND state = 'approved' "
        + "AND (SELECT COALESCE(SUM(amount), 0) FROM ledger_entries WHERE account = 'publisher_payable' "
        + "AND party = @p1 AND currency = @p2) >= @p3";

    /// <summary>Does nothing to one that is not approved.</summary>
    public async Task BookAsync(WriteOff it, CancellationToken cancel)
    {
        if (it.State != "approved") return;
        while (!await TakeTurnAsync(it))
        {
            if (await WhoseTurnAsync(it.Debtor, cancel) is { } first) await BookInTurnAsync(first, cancel);
        }

        await BookInTurnAsync(it.Id, cancel);
    }

    private Task<bool> TakeTurnAsync(WriteOff it) => store.Commits.CommitAsync(new CommitUnit(
        new Statement(TakeTurn, Debtor.NameOf(it.Debtor.Side), it.Debtor.Party, it.Debtor.Currency.Code, it.Id), []));

    private async Task<string?> WhoseTurnAsync(Debtor debtor, CancellationToken cancel)
    {
        var side = Debtor.NameOf(debtor.Side);
        await using var db = store.Read();
        return await db.Set<WriteOffTurnRow>().AsNoTracking()
            .Where(row => row.Side == side && row.Party == debtor.Party && row.Currency == debtor.Currency.Code)
            .Select(row => row.WriteOff)
            .FirstOrDefaultAsync(cancel);
    }

    private async Task BookInTurnAsync(string id, CancellationToken cancel)
    {
        await using var db = store.Read();
        var it = (await db.Set<WriteOffRow>().AsNoTracking().FirstAsync(row => row.Id == id, cancel)).Read();
        var state = it.State == "approved" ? await PostAsync(it, cancel) : it.State;
        await store.Commits.CommitAsync(new CommitUnit(null, [new Statement(End, id, state), new Statement(LeaveTurn, id)]));
    }

    /// <summary>How it ends.</summary>
    private async Task<string> PostAsync(WriteOff it, CancellationToken cancel)
    {
        var key = $"write_off:{it.Id}";
        // Asked before it is asked whether it is booked: what somebody else books for us in between is then found.
        var sums = await debts.SumsAsync(it.Debtor, cancel);
        await using var db = store.Read();
        if (await db.Set<LedgerTransactionRow>().AnyAsync(row => row.Key == key, cancel)) return "booked";
        if (it.Amount > sums.Owed) return "settled";
        var posting = sums.Bear(it.Debtor, it.Amount, TransactionId.For(key), key, $"Written off: {it.Reason}");
        if (it.Debtor.Side == DebtSide.Buyer) return await BearAsync(it, posting, cancel);
        var owed = new Statement(EndOwed, it.Id, it.Debtor.Party, it.Debtor.Currency.Code, it.Amount.Micros);
        var unit = new CommitUnit(owed, [.. LedgerStatements.Insert(posting, clock.GetUtcNow())]);
        return await store.Commits.CommitAsync(unit) ? "booked" : "settled";
    }

    /// <summary>A payment in this very moment leaves it alone.</summary>
    private async Task<string> BearAsync(WriteOff it, LedgerTransaction posting, CancellationToken cancel)
    {
        if (await capacity.BearAsync(new BuyerId(it.Debtor.Party), posting, it.Amount, cancel) == PostOutcome.Booked)
            return "booked";
        // A keeper that was slow was asked again, or somebody else booked it for us.
        await using var db = store.Read();
        return await db.Set<LedgerTransactionRow>().AnyAsync(row => row.Key == posting.Key, cancel) ? "booked" : "settled";
    }
}
