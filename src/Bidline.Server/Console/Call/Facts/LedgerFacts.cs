using Bidline.Billing;
using Bidline.Calls;
using Bidline.Primitives;

namespace Bidline.Server.Console.Call.Facts;

/// <summary>A ledger transaction of the call, as a bookkeeper reads it: debits and credits that come to the same.</summary>
internal sealed record LedgerFacts(
    string Transaction, string Memo, DateTimeOffset BookedAt, IReadOnlyList<LedgerLine> Lines, string Debits, string Credits,
    bool IsBalanced)
{
    public static IReadOnlyList<LedgerFacts> Of(IReadOnlyList<EntryLine> lines, Naming names) =>
    [
        .. lines.GroupBy(line => line.Transaction).OrderBy(group => group.First().BookedAt)
            .Select(group => Of([.. group.OrderBy(line => line.Line)], names)),
    ];

    private static LedgerFacts Of(EntryLine[] lines, Naming names)
    {
        var zero = Money.Zero(lines[0].Amount.Currency);
        var debits = lines.Where(line => line.Amount.IsPositive).Aggregate(zero, (sum, line) => sum + line.Amount);
        var credits = lines.Where(line => line.Amount.IsNegative).Aggregate(zero, (sum, line) => sum - line.Amount);
        return new LedgerFacts(
            lines[0].Transaction.ToString(), lines[0].Memo, lines[0].BookedAt,
            [.. lines.Select(line => LedgerLine.Of(line, names))], Spoken.Amount(debits), Spoken.Amount(credits),
            debits == credits);
    }
}

/// <param name="Account">"buyer prepaid", and whose it is.</param>
internal sealed record LedgerLine(string Account, string? Party, string? Debit, string? Credit)
{
    public static LedgerLine Of(EntryLine line, Naming names) => new(
        Wording.Of(ChartOfAccounts.CodeOf(line.Account.Kind)),
        PartyOf(line.Account, names),
        line.Amount.IsPositive ? Spoken.Amount(line.Amount) : null,
        line.Amount.IsNegative ? Spoken.Amount(-line.Amount) : null);

    private static string? PartyOf(Account account, Naming names) => account switch
    {
        { Party.Length: 0 } => null,
        { Kind: AccountKind.PublisherPayable } => names.Of(new PublisherId(account.Party)),
        _ => names.Of(new BuyerId(account.Party)),
    };
}
