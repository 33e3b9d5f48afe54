using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Documents;

/// <param name="Issued">The documents that this closing made.</param>
/// <param name="NotOver">Parties whose month is not over yet, by their clock.</param>
public sealed record ClosingOutcome(IReadOnlyList<StatementId> Issued, IReadOnlyList<string> NotOver);

/// <summary>
/// Closes months: issues every party's document and makes its entries final. Months are closed in order, none is left
/// out. May be repeated and interrupted: what is closed stays, the rest is made by the next run.
/// </summary>
public sealed class PeriodClosing(Store store, BookShelf shelf, Capacity capacity, Audit audit, TimeProvider clock)
{
    /// <summary>
    /// An entry may be committed a while after the moment it names; a month is closed once none can be under way.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    private const string Insert =
        "INSERT INTO statements (series, number, party, party_name, currency, zone, period, from_at, until_at, opening, "
        + "lines, closing, due, rounding, issued_at, body) SELECT @p0, COALESCE(MAX(number), 0) + 1, @p1, @p2, @p3, @p4, "
        + "@p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13, @p14 FROM statements WHERE series = @p0 "
        + "HAVING NOT EXISTS (SELECT 1 FROM closed_accounts WHERE account = @p15 AND party = @p1 AND currency = @p3 "
        + "AND until_at >= @p7)";

    private const string Close =
        "INSERT INTO closed_accounts (account, party, currency, until_at) VALUES (@p0, @p1, @p2, @p3) "
        + "ON CONFLICT (account, party, currency) DO UPDATE SET until_at = excluded.until_at "
        + "WHERE closed_accounts.until_at < excluded.until_at";

    /// <summary>Closes this month, and every earlier one that is still open, for everybody with an entry.</summary>
    public async Task<ClosingOutcome> CloseAsync(BillingMonth month, Author author, CancellationToken cancel)
    {
        await BookRoundingsAsync(cancel);
        var (issued, notOver) = (new List<StatementId>(), new List<string>());
        foreach (var party in await PartiesAsync(cancel))
        {
            var outcome = await ClosePartyAsync(party, month, cancel);
            issued.AddRange(outcome.Issued);
            if (!outcome.IsOver) notOver.Add(party.Id);
        }

        await BookRoundingsAsync(cancel);
        var line = new AuditEntry("closed", $"period {month}", $"{issued.Count} documents: {Range(issued)}");
        if (issued.Count > 0) await store.Commits.CommitAsync(new CommitUnit(null, [audit.Line(author, line)]));
        return new ClosingOutcome(issued, notOver);
    }

    private static string Range(List<StatementId> issued) => string.Join(", ", issued.GroupBy(id => id.Series)
        .Select(series => $"{series.MinBy(id => id.Number)} to {series.MaxBy(id => id.Number)}"));

    private async Task<List<Party>> PartiesAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        var parties = new List<Party>();
        foreach (var series in StatementAccounts.All)
        {
            var codes = StatementAccounts.CodesOf(series);
            var keys = await db.Set<LedgerEntryRow>().Where(row => codes.Contains(row.Account))
                .Select(row => new { row.Party, row.Currency }).Distinct()
                .OrderBy(row => row.Party).ThenBy(row => row.Currency).ToListAsync(cancel);
            parties.AddRange(keys.Select(key => PartyOf(series, key.Party, key.Currency)));
        }

        return parties;
    }

    private Party PartyOf(StatementSeries series, string id, string currency)
    {
        var book = shelf.Current;
        var (name, zone) = (id, book.TimeZone);
        if (series == StatementSeries.Invoice && book.Buyers.TryGetValue(new BuyerId(id), out var buyer))
            (name, zone) = (buyer.Name, buyer.TimeZone);
        if (series == StatementSeries.Statement && book.Publishers.TryGetValue(new PublisherId(id), out var publisher))
            (name, zone) = (publisher.Name, publisher.TimeZone);
        return new Party(series, id, name, Currency.Parse(currency), zone);
    }

    private async Task<(List<StatementId> Issued, bool IsOver)> ClosePartyAsync(
        Party party, BillingMonth last, CancellationToken cancel)
    {
        var issued = new List<StatementId>();
        await using var db = store.Read();
        var (from, opening) = await StandAsync(db, party, cancel);
        for (var month = BillingMonth.Of(party.Zone, from); month <= last; month = month.Next)
        {
            var until = month.WindowIn(party.Zone).Until;
            if (until + Grace > clock.GetUtcNow()) return (issued, false);
            if (until <= from) continue;
            var scope = new StatementScope(party.Series, party.Id, party.Currency, party.Zone, from, until);
            var lines = -new Money(await StatementLines.Entries(db, scope).SumAsync(row => row.Amount, cancel), party.Currency);
            var draft = StatementDraft.Of(party.Series, opening, lines);
            if (await IssueAsync(db, party, scope, month, draft, cancel) is { } id) issued.Add(id);
            (from, opening) = (until, draft.Closing);
        }

        return (issued, true);
    }

    /// <summary>Where the last document ended; before the first, where the party's first entry is.</summary>
    private static async Task<(DateTimeOffset From, Money Opening)> StandAsync(Db db, Party party, CancellationToken cancel)
    {
        var codes = StatementAccounts.CodesOf(party.Series);
        var code = codes[0];
        var closed = await db.Set<ClosedAccountRow>().AsNoTracking().FirstOrDefaultAsync(
            row => row.Account == code && row.Party == party.Id && row.Currency == party.Currency.Code, cancel);
        var entries = db.Set<LedgerEntryRow>().Where(row =>
            codes.Contains(row.Account) && row.Party == party.Id && row.Currency == party.Currency.Code);
        if (closed is null)
        {
            var first = UnixMicros.At(await entries.MinAsync(row => row.BookedAt, cancel));
            return (BillingMonth.Of(party.Zone, first).WindowIn(party.Zone).From, Money.Zero(party.Currency));
        }

        var series = StatementAccounts.NameOf(party.Series);
        var previous = await db.Set<StatementRow>().AsNoTracking()
            .Where(row => row.Series == series && row.Party == party.Id && row.Currency == party.Currency.Code)
            .OrderByDescending(row => row.Number).FirstOrDefaultAsync(cancel);
        return (UnixMicros.At(closed.UntilAt), new Money(previous?.Closing ?? 0, party.Currency));
    }

    /// <summary>Null when there is nothing to say: then the month is closed all the same.</summary>
    private async Task<StatementId?> IssueAsync(
        Db db, Party party, StatementScope scope, BillingMonth month, StatementDraft draft, CancellationToken cancel)
    {
        var isEmpty = draft.Opening.IsZero && !await StatementLines.Entries(db, scope).AnyAsync(cancel);
        var codes = StatementAccounts.CodesOf(party.Series);
        var until = UnixMicros.Of(scope.Until);
        Statement[] closing =
            [.. codes.Select(code => new Statement(Close, code, party.Id, party.Currency.Code, until))];
        if (isEmpty)
        {
            await store.Commits.CommitAsync(new CommitUnit(null, closing));
            return null;
        }

        var body = await StatementLines.ReadAsync(db, scope, cancel);
        var name = StatementAccounts.NameOf(party.Series);
        var insert = new Statement(
            Insert, name, party.Id, party.Name, party.Currency.Code, party.Zone.Id, month.ToString(),
            UnixMicros.Of(scope.From), until, draft.Opening.Micros, draft.Lines.Micros, draft.Closing.Micros,
            draft.Due.Micros, draft.Rounding.Micros, UnixMicros.Of(clock.GetUtcNow()), body.Write(), codes[0]);
        if (!await store.Commits.CommitAsync(new CommitUnit(insert, closing))) return null;
        var number = await db.Set<StatementRow>().AsNoTracking()
            .Where(row => row.Series == name && row.Party == party.Id && row.Currency == party.Currency.Code)
            .MaxAsync(row => row.Number, cancel);
        return new StatementId(party.Series, number);
    }

    /// <summary>Books the roundings of documents that have none yet: also those that a crash left out.</summary>
    private async Task BookRoundingsAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = await db.Set<StatementRow>().AsNoTracking().Where(row => row.Rounding != 0)
            .Where(row => !db.Set<LedgerTransactionRow>().Any(booked =>
                booked.Key == "rounding:" + row.Series + ":" + row.Number.ToString()))
            .OrderBy(row => row.Series).ThenBy(row => row.Number).ToListAsync(cancel);
        foreach (var row in rows) await RoundingPosting.BookAsync(store, capacity, row, clock, cancel);
    }

    private sealed record Party(StatementSeries Series, string Id, string Name, Currency Currency, TimeZoneInfo Zone);
}
