using System.Text.Json.Nodes;
using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Postbacks;
using Bidline.Postbacks.Notices;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Wallets;

/// <summary>
/// Looks at every wallet, tells what has changed, and pauses and resumes buyers at the amounts that their terms name. It
/// sees what the keepers told the board: no query grows with the ledger.
/// </summary>
public sealed class WalletWatch(
    Store store, BookShelf shelf, StandingBoard board, MarketKeeper market, Outbox outbox, Audit audit, TimeProvider clock)
{
    private const string Unmarked =
        "INSERT INTO wallet_marks (buyer, level, paused, at) VALUES (@p0, @p1, @p2, @p3) ON CONFLICT (buyer) DO NOTHING";

    private const string Marked =
        "UPDATE wallet_marks SET level = @p1, paused = @p2, at = @p3 WHERE buyer = @p0 AND level = @p4 AND paused = @p5";

    private const string InsertEvent =
        "INSERT INTO wallet_events (id, buyer, kind, free, currency, at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5)";

    private readonly Author _author = new("wallet", Author.ThisMachine);

    /// <summary>One look at every buyer whose keeper has spoken.</summary>
    public async Task RoundAsync(CancellationToken cancel)
    {
        var marks = await MarksAsync(cancel);
        foreach (var buyer in shelf.Current.Buyers.Values)
        {
            if (board.UseOf(buyer.Id) is { } standing)
                await LookAsync(buyer, marks.GetValueOrDefault(buyer.Id), standing.Free, cancel);
        }
    }

    private async Task<Dictionary<BuyerId, WalletMark>> MarksAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = await db.Set<WalletMarkRow>().AsNoTracking().ToListAsync(cancel);
        return rows.ToDictionary(
            row => new BuyerId(row.Buyer), row => new WalletMark(WalletSteps.Parse(row.Level), row.Paused == 1));
    }

    private async Task LookAsync(Buyer buyer, WalletMark? known, Money free, CancellationToken cancel)
    {
        var before = known ?? WalletMark.New;
        var step = WalletSteps.Of(buyer.Wallet, before, free, buyer.Paused);
        // Resuming is done before it is written, pausing after: a crash in between is made good by the next look.
        if (before.Paused && !step.Mark.Paused) await SetPausedAsync(buyer.Id, false, cancel);
        if (step.Mark != before || known is null)
        {
            if (!await store.Commits.CommitAsync(Unit(buyer, known, step, free))) return;
        }

        if (step.Mark.Paused && !buyer.Paused) await SetPausedAsync(buyer.Id, true, cancel);
    }

    /// <summary>Guarded by what was known, so that of two servers one tells it.</summary>
    private CommitUnit Unit(Buyer buyer, WalletMark? known, WalletStep step, Money free)
    {
        var (id, now, mark) = (buyer.Id.Value, UnixMicros.Of(clock.GetUtcNow()), step.Mark);
        var (level, paused) = (WalletSteps.NameOf(mark.Level), mark.Paused ? 1 : 0);
        var guard = known is null
            ? new Statement(Unmarked, id, level, paused, now)
            : new Statement(Marked, id, level, paused, now, WalletSteps.NameOf(known.Level), known.Paused ? 1 : 0);
        return new CommitUnit(guard, [.. step.Events.SelectMany(kind => Told(buyer, kind, free, now))]);
    }

    private IEnumerable<Statement> Told(Buyer buyer, string kind, Money free, long now)
    {
        var id = $"wal_{Ids.New(clock):N}";
        yield return new Statement(
            InsertEvent, id, buyer.Id.Value, kind, free.Micros, free.Currency.Code, now);
        yield return audit.Line(_author, new AuditEntry(kind[7..], $"buyer {buyer.Id}", $"{free} free"));
        if (buyer.Wallet.Notify is not { } url) yield break;
        var body = new JsonObject
        {
            ["type"] = kind,
            ["timestamp"] = UnixMicros.At(now).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null),
            ["data"] = new JsonObject
            {
                ["buyer"] = buyer.Id.Value,
                ["free"] = free.ToDecimalString(),
                ["currency"] = free.Currency.Code,
            },
        };
        yield return outbox.Insert(new Postback(
            id, NoticeAddress.Of(buyer.Id), url, kind, null, body.ToJsonString()));
    }

    private async Task SetPausedAsync(BuyerId buyer, bool paused, CancellationToken cancel)
    {
        var entry = market.Current.Buyers.FirstOrDefault(entry => entry.Id == buyer.Value);
        if (entry is null || entry.Paused == paused) return;
        var change = new MarketDocument { Buyers = [entry with { Paused = paused }] };
        await market.ApplyAsync(change, new ApplyOptions(_author), cancel);
    }
}
