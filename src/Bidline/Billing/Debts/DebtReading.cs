using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Debts;

/// <summary>Who owes us what, out of the ledger, and how much each may.</summary>
public sealed class DebtReading(Store store, BookShelf shelf)
{
    private static readonly string Prepaid = ChartOfAccounts.CodeOf(AccountKind.BuyerPrepaid);
    private static readonly string Receivable = ChartOfAccounts.CodeOf(AccountKind.BuyerReceivable);
    private static readonly string Payable = ChartOfAccounts.CodeOf(AccountKind.PublisherPayable);

    /// <summary>Everybody with a debt: those beyond their limit first, then the largest.</summary>
    public async Task<IReadOnlyList<Debt>> ListAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        string[] codes = [Prepaid, Receivable, Payable];
        var sums = await db.Set<LedgerEntryRow>().Where(row => codes.Contains(row.Account))
            .GroupBy(row => new { IsPublisher = row.Account == Payable, row.Party, row.Currency })
            .Select(group => new { group.Key, Sum = group.Sum(row => row.Amount) })
            .Where(group => group.Sum > 0)
            .ToListAsync(cancel);
        return
        [
            .. sums.Select(sum => DebtOf(sum.Key.IsPublisher ? DebtSide.Publisher : DebtSide.Buyer, sum.Key.Party,
                    new Money(sum.Sum, Currency.Parse(sum.Key.Currency))))
                .OrderByDescending(debt => debt.Beyond.Micros).ThenByDescending(debt => debt.Amount.Micros)
                .ThenBy(debt => debt.Debtor.Party, StringComparer.Ordinal),
        ];
    }

    /// <summary>A buyer may owe its credit, a publisher its debt_limit; null where nothing was agreed.</summary>
    public Money? LimitOf(Debtor debtor)
    {
        var book = shelf.Current;
        if (debtor.Side == DebtSide.Publisher)
            return book.Publishers.GetValueOrDefault(new PublisherId(debtor.Party))?.Payouts.DebtLimit;
        var credit = book.Buyers.GetValueOrDefault(new BuyerId(debtor.Party))?.CreditLimit;
        return credit ?? Money.Zero(debtor.Currency);
    }

    internal async Task<PartySums> SumsAsync(Debtor debtor, CancellationToken cancel)
    {
        await using var db = store.Read();
        var other = debtor.Side == DebtSide.Buyer ? Prepaid : Payable;
        var rows = await db.Set<LedgerEntryRow>()
            .Where(row => row.Party == debtor.Party && row.Currency == debtor.Currency.Code
                && (row.Account == other || (row.Account == Receivable && debtor.Side == DebtSide.Buyer)))
            .GroupBy(row => row.Account).Select(group => new { group.Key, Sum = group.Sum(row => row.Amount) })
            .ToListAsync(cancel);
        return new PartySums(SumOf(Receivable), SumOf(other));

        Money SumOf(string code) => new(rows.FirstOrDefault(row => row.Key == code)?.Sum ?? 0, debtor.Currency);
    }

    private Debt DebtOf(DebtSide side, string party, Money amount)
    {
        var debtor = new Debtor(side, party, amount.Currency);
        return new Debt(debtor, amount, LimitOf(debtor));
    }
}
