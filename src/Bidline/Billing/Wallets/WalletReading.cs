using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Wallets;

/// <summary>Reads wallets from the store.</summary>
public sealed class WalletReading(Store store, TimeProvider clock)
{
    private const int EventsMax = 20;

    private static readonly TimeSpan Looked = TimeSpan.FromHours(24);

    /// <summary>With what was last told of it.</summary>
    public async Task<Wallet> ReadAsync(Buyer buyer, CancellationToken cancel)
    {
        var wallet = (await ReadAsync([buyer], cancel))[buyer.Id];
        await using var db = store.Read();
        var events = await db.Set<WalletEventRow>().AsNoTracking().Where(row => row.Buyer == buyer.Id.Value)
            .OrderByDescending(row => row.Id).Take(EventsMax).ToListAsync(cancel);
        return wallet with
        {
            Events = events.ConvertAll(row => new WalletEvent(
                row.Id, row.Kind, new Money(row.Free, Currency.Parse(row.Currency)), UnixMicros.At(row.At))),
        };
    }

    /// <summary>Those of many buyers at once, without what was told of them.</summary>
    public async Task<IReadOnlyDictionary<BuyerId, Wallet>> ReadAsync(
        IReadOnlyCollection<Buyer> buyers, CancellationToken cancel)
    {
        var (now, names) = (clock.GetUtcNow(), buyers.Select(buyer => buyer.Id.Value).ToArray());
        var since = UnixMicros.Of(now - Looked);
        await using var db = store.Read();
        var prepaid = await BookedAsync(db, AccountKind.BuyerPrepaid, names, cancel);
        var owed = await BookedAsync(db, AccountKind.BuyerReceivable, names, cancel);
        var holds = db.Set<HoldRow>().Where(row => names.Contains(row.Buyer));
        var held = await SumsAsync(
            holds.Where(row => row.State == "open")
                .Select(row => new PartySum { Party = row.Buyer, Currency = row.Currency, Amount = row.Amount }),
            cancel);
        var spent = await SumsAsync(
            holds.Where(row => row.ReservedAt >= since)
                .Select(row => new PartySum { Party = row.Buyer, Currency = row.Currency, Amount = row.Captured }),
            cancel);
        var marks = await db.Set<WalletMarkRow>().AsNoTracking().Where(row => names.Contains(row.Buyer))
            .ToDictionaryAsync(row => row.Buyer, cancel);
        return buyers.ToDictionary(buyer => buyer.Id, buyer =>
        {
            var wallet = new Wallet(
                -Of(prepaid, buyer), Of(held, buyer), buyer.CreditLimit, Of(owed, buyer), Of(spent, buyer), null,
                MarkOf(marks.GetValueOrDefault(buyer.Id.Value)), []);
            return wallet with { RunsOutAt = RunsOut(wallet.Free, wallet.Spent, now) };
        });
    }

    /// <summary>When this much is gone at that much a day; null while nothing is spent or beyond a thousand days.</summary>
    public static DateTimeOffset? RunsOut(Money free, Money spentADay, DateTimeOffset now)
    {
        if (!spentADay.IsPositive) return null;
        if (!free.IsPositive) return now;
        var seconds = (Int128)free.Micros * (long)Looked.TotalSeconds / spentADay.Micros;
        return seconds > (Int128)TimeSpan.FromDays(1000).TotalSeconds ? null : now + TimeSpan.FromSeconds((long)seconds);
    }

    private static Money Of(Dictionary<(string, string), long> sums, Buyer buyer)
    {
        var currency = buyer.CreditLimit.Currency;
        return new Money(sums.GetValueOrDefault((buyer.Id.Value, currency.Code)), currency);
    }

    private static WalletMark MarkOf(WalletMarkRow? row) =>
        row is null ? WalletMark.New : new WalletMark(WalletSteps.Parse(row.Level), row.Paused == 1);

    private static Task<Dictionary<(string, string), long>> BookedAsync(
        Db db, AccountKind kind, string[] parties, CancellationToken cancel)
    {
        var code = ChartOfAccounts.CodeOf(kind);
        return SumsAsync(
            db.Set<LedgerEntryRow>().Where(row => row.Account == code && parties.Contains(row.Party))
                .Select(row => new PartySum { Party = row.Party, Currency = row.Currency, Amount = row.Amount }),
            cancel);
    }

    private static async Task<Dictionary<(string, string), long>> SumsAsync(
        IQueryable<PartySum> lines, CancellationToken cancel)
    {
        var sums = await lines.GroupBy(line => new { line.Party, line.Currency })
            .Select(group => new { group.Key, Sum = group.Sum(line => line.Amount) })
            .ToListAsync(cancel);
        return sums.ToDictionary(sum => (sum.Key.Party, sum.Key.Currency), sum => sum.Sum);
    }

    private sealed class PartySum
    {
        public required string Party { get; init; }

        public required string Currency { get; init; }

        public required long Amount { get; init; }
    }
}
