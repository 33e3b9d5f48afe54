using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing;

/// <summary>
/// The money: what is booked, and by whom it is owned. Balances are sums of entries, never stored. Whatever touches a
/// buyer's account is booked by that buyer's keeper, which decides what may still be spent.
/// </summary>
public sealed class Ledger(Store store, Capacity capacity, TimeProvider clock)
{
    public const int PageMax = 500;

    /// <summary>Books a new buyer's opening balance; a second time changes nothing.</summary>
    public Task OpenAsync(Buyer buyer, CancellationToken cancel) =>
        buyer.OpeningBalance is { } balance ? OpenAsync(buyer.Id, balance, cancel) : Task.CompletedTask;

    public async Task OpenAsync(BuyerId buyer, Money balance, CancellationToken cancel)
    {
        if (!balance.IsPositive) return;
        await capacity.PostAsync(
            buyer, Prepayment(buyer, balance, TransactionKind.Opening, $"opening:{buyer}", "Opening balance"), cancel);
    }

    /// <summary>Adds to a buyer's prepayment; idempotent on the order's key.</summary>
    public async Task<TopUpOutcome> TopUpAsync(TopUp order, CancellationToken cancel)
    {
        var transaction = Prepayment(
            order.Buyer, order.Amount, order.IsPromo ? TransactionKind.Promo : TransactionKind.TopUp,
            $"top_up:{order.Buyer}:{order.Key}", order.Memo);
        if (await capacity.PostAsync(order.Buyer, transaction, cancel) == PostOutcome.Booked)
            return new TopUpOutcome.Booked(transaction.Id);
        await using var db = store.Read();
        var first = await db.Set<LedgerTransactionRow>().FirstAsync(row => row.Key == transaction.Key, cancel);
        var booked = await db.Set<LedgerEntryRow>()
            .FirstAsync(row => row.TransactionId == first.Id && row.Amount > 0, cancel);
        var id = TransactionId.Parse(first.Id);
        return booked.Amount == order.Amount.Micros && booked.Currency == order.Amount.Currency.Code
            ? new TopUpOutcome.Repeated(id)
            : new TopUpOutcome.KeyUsed(id, new Money(booked.Amount, Currency.Parse(booked.Currency)));
    }

    /// <summary>
    /// Money that has gone back to a buyer, asked or not; idempotent on the key. What its prepayment no longer covers, it
    /// owes.
    /// </summary>
    public async Task<TransactionId> RefundAsync(BuyerId buyer, Money amount, string key, string memo)
    {
        foreach (var account in (Account[])[ChartOfAccounts.Prepaid(buyer), ChartOfAccounts.Receivable(buyer)])
        {
            var transaction = new LedgerTransaction(
                TransactionId.New(clock), TransactionKind.Refund, key, memo,
                [LedgerEntry.Debit(account, amount), LedgerEntry.Credit(ChartOfAccounts.BankClearing, amount)]);
            var outcome = await capacity.PostAsync(buyer, transaction, CancellationToken.None);
            if (outcome == PostOutcome.Booked) return transaction.Id;
            if (outcome == PostOutcome.Repeated) break;
        }

        await using var db = store.Read();
        return TransactionId.Parse((await db.Set<LedgerTransactionRow>().FirstAsync(row => row.Key == key)).Id);
    }

    /// <summary>
    /// Gives prepaid money back: never more than is free beyond what the buyer owes, and no credit. Idempotent on the
    /// order's key.
    /// </summary>
    public async Task<RefundOutcome> PayBackAsync(Refund order, CancellationToken cancel)
    {
        var transaction = new LedgerTransaction(
            TransactionId.New(clock), TransactionKind.Refund, $"pay_back:{order.Buyer}:{order.Key}", order.Memo,
            [
                LedgerEntry.Debit(ChartOfAccounts.Prepaid(order.Buyer), order.Amount),
                LedgerEntry.Credit(ChartOfAccounts.BankClearing, order.Amount),
            ]);
        await using var db = store.Read();
        var owed = await OwedAsync(db, order.Buyer, order.Amount.Currency, cancel);
        if (await capacity.PayBackAsync(order.Buyer, transaction, owed, cancel) == PostOutcome.Booked)
            return new RefundOutcome.Booked(transaction.Id);
        // Also after a refusal: what was booked before has left less than it asks for.
        var first = await db.Set<LedgerTransactionRow>().FirstOrDefaultAsync(row => row.Key == transaction.Key, cancel);
        return first is null
            ? new RefundOutcome.Refused(Reason.Of("refund.not_free", ("amount", $"{order.Amount}"), ("buyer", $"{order.Buyer}")))
            : new RefundOutcome.Booked(TransactionId.Parse(first.Id));
    }

    /// <summary>Every account that has an entry, with what it comes to; ordered by kind, party and currency.</summary>
    public async Task<IReadOnlyList<AccountBalance>> AccountsAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        var sums = await db.Set<LedgerEntryRow>()
            .GroupBy(row => new { row.Account, row.Party, row.Currency })
            .Select(group => new { group.Key, Sum = group.Sum(row => row.Amount) })
            .ToListAsync(cancel);
        var held = await HeldAsync(db, cancel);
        return
        [
            .. sums
                .Select(sum => Balance(sum.Key.Account, sum.Key.Party, sum.Key.Currency, sum.Sum, held))
                .OrderBy(balance => balance.Account.Kind)
                .ThenBy(balance => balance.Account.Party, StringComparer.Ordinal)
                .ThenBy(balance => balance.Balance.Currency.Code, StringComparer.Ordinal),
        ];
    }

    /// <summary>Newest first.</summary>
    public async Task<EntryPage> EntriesAsync(EntryQuery query, CancellationToken cancel)
    {
        await using var db = store.Read();
        var take = Math.Clamp(query.Limit, 1, PageMax);
        var rows = await Filtered(db, query)
            .OrderByDescending(row => row.Entry.BookedAt)
            .ThenByDescending(row => row.Entry.TransactionId)
            .ThenBy(row => row.Entry.Line)
            .Take(take + 1)
            .ToListAsync(cancel);
        var lines = rows.Take(take).Select(row => row.ToLine()).ToArray();
        return new EntryPage(lines, rows.Count > take ? EntryCursor.Of(lines[^1]).ToString() : null);
    }

    /// <summary>Charged beyond the prepayment.</summary>
    private static async Task<Money> OwedAsync(Db db, BuyerId buyer, Currency currency, CancellationToken cancel)
    {
        var code = ChartOfAccounts.CodeOf(AccountKind.BuyerReceivable);
        return new Money(
            await db.Set<LedgerEntryRow>()
                .Where(row => row.Account == code && row.Party == buyer.Value && row.Currency == currency.Code)
                .SumAsync(row => row.Amount, cancel),
            currency);
    }

    private LedgerTransaction Prepayment(
        BuyerId buyer, Money amount, TransactionKind kind, string key, string memo) => new(
        TransactionId.New(clock),
        kind,
        key,
        memo,
        [
            LedgerEntry.Debit(
                kind == TransactionKind.Promo ? ChartOfAccounts.Promo : ChartOfAccounts.BankClearing, amount),
            LedgerEntry.Credit(ChartOfAccounts.Prepaid(buyer), amount),
        ]);

    private static IQueryable<EntryRow> Filtered(Db db, EntryQuery query)
    {
        var entries = db.Set<LedgerEntryRow>().AsNoTracking();
        if (query.Kind is { } kind)
        {
            var code = ChartOfAccounts.CodeOf(kind);
            entries = entries.Where(row => row.Account == code);
        }

        if (query.Party is { } party) entries = entries.Where(row => row.Party == party);
        if (EntryCursor.Read(query.After) is { } after)
            entries = entries.Where(row => row.BookedAt < after.BookedAt
                || (row.BookedAt == after.BookedAt && string.Compare(row.TransactionId, after.Transaction) < 0)
                || (row.BookedAt == after.BookedAt && row.TransactionId == after.Transaction && row.Line > after.Line));
        var transactions = db.Set<LedgerTransactionRow>().AsNoTracking();
        if (query.Call?.ToString() is { } call) transactions = transactions.Where(row => row.CallId == call);
        return entries.Join(
            transactions, entry => entry.TransactionId, transaction => transaction.Id,
            (entry, transaction) => new EntryRow { Entry = entry, Transaction = transaction });
    }

    private static async Task<Dictionary<(string Buyer, string Currency), long>> HeldAsync(
        Db db, CancellationToken cancel)
    {
        var held = await db.Set<HoldRow>()
            .Where(row => row.State == "open")
            .GroupBy(row => new { row.Buyer, row.Currency })
            .Select(group => new { group.Key, Sum = group.Sum(row => row.Amount) })
            .ToListAsync(cancel);
        return held.ToDictionary(sum => (sum.Key.Buyer, sum.Key.Currency), sum => sum.Sum);
    }

    private static AccountBalance Balance(
        string code, string party, string currency, long sum, Dictionary<(string, string), long> held)
    {
        var (kind, unit) = (ChartOfAccounts.Parse(code), Currency.Parse(currency));
        var onHold = kind == AccountKind.BuyerPrepaid ? held.GetValueOrDefault((party, currency)) : 0;
        return new AccountBalance(
            new Account(kind, party), ChartOfAccounts.BalanceOf(kind, new Money(sum, unit)), new Money(onHold, unit));
    }
}
