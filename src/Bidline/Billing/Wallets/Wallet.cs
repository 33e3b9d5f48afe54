using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Wallets;

/// <summary>A buyer's wallet as its owner asks for it.</summary>
/// <param name="Balance">Prepaid; negative is credit in use.</param>
/// <param name="Owed">Charged beyond the prepayment, because a hold had ended too early.</param>
/// <param name="Spent">Charged for the calls of the last 24 hours.</param>
/// <param name="RunsOutAt">When nothing is free any more if it goes on like that; null while nothing is spent.</param>
public sealed record Wallet(
    Money Balance,
    Money Held,
    Money CreditLimit,
    Money Owed,
    Money Spent,
    DateTimeOffset? RunsOutAt,
    WalletMark Mark,
    IReadOnlyList<WalletEvent> Events)
{
    public Money Free => Balance - Held + CreditLimit;
}

public sealed record WalletEvent(string Id, string Kind, Money Free, DateTimeOffset At);

/// <summary>Reads wallets from the store.</summary>
public sealed class WalletReading(Store store, TimeProvider clock)
{
    private const int EventsMax = 20;

    private static readonly TimeSpan Looked = TimeSpan.FromHours(24);

    public async Task<Wallet> ReadAsync(BuyerId buyer, Money creditLimit, CancellationToken cancel)
    {
        await using var db = store.Read();
        var (currency, now) = (creditLimit.Currency, clock.GetUtcNow());
        var balance = -await SumAsync(db, AccountKind.BuyerPrepaid, buyer, currency, cancel);
        var owed = await SumAsync(db, AccountKind.BuyerReceivable, buyer, currency, cancel);
        var holds = db.Set<HoldRow>().Where(row => row.Buyer == buyer.Value && row.Currency == currency.Code);
        var since = UnixMicros.Of(now - Looked);
        var held = await holds.Where(row => row.State == "open").SumAsync(row => row.Amount, cancel);
        var spent = await holds.Where(row => row.ReservedAt >= since).SumAsync(row => row.Captured, cancel);
        var mark = await db.Set<WalletMarkRow>().AsNoTracking()
            .FirstOrDefaultAsync(row => row.Buyer == buyer.Value, cancel);
        var events = await db.Set<WalletEventRow>().AsNoTracking().Where(row => row.Buyer == buyer.Value)
            .OrderByDescending(row => row.Id).Take(EventsMax).ToListAsync(cancel);
        var wallet = new Wallet(
            balance,
            new Money(held, currency),
            creditLimit,
            owed,
            new Money(spent, currency),
            null,
            mark is null ? WalletMark.New : new WalletMark(WalletSteps.Parse(mark.Level), mark.Paused == 1),
            events.ConvertAll(row => new WalletEvent(
                row.Id, row.Kind, new Money(row.Free, Currency.Parse(row.Currency)), UnixMicros.At(row.At))));
        return wallet with { RunsOutAt = RunsOut(wallet.Free, wallet.Spent, now) };
    }

    /// <summary>When this much is gone at that much a day; null while nothing is spent or beyond a thousand days.</summary>
    public static DateTimeOffset? RunsOut(Money free, Money spentADay, DateTimeOffset now)
    {
        if (!spentADay.IsPositive) return null;
        if (!free.IsPositive) return now;
        var seconds = (Int128)free.Micros * (long)Looked.TotalSeconds / spentADay.Micros;
        return seconds > (Int128)TimeSpan.FromDays(1000).TotalSeconds ? null : now + TimeSpan.FromSeconds((long)seconds);
    }

    private static async Task<Money> SumAsync(
        Db db, AccountKind kind, BuyerId buyer, Currency currency, CancellationToken cancel)
    {
        var code = ChartOfAccounts.CodeOf(kind);
        return new Money(
            await db.Set<LedgerEntryRow>()
                .Where(row => row.Account == code && row.Party == buyer.Value && row.Currency == currency.Code)
                .SumAsync(row => row.Amount, cancel),
            currency);
    }
}
