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

    /// <summary>So many parties are read at the same time; what is written is written one after the other.</summary>
    private const int ReadAtOnce = 4;

    private const int RoundedAtOnce = 8;

    /// <summary>Closes this month, and every earlier one that is still open, for everybody with an entry.</summary>
    public async Task<ClosingOutcome> CloseAsync(BillingMonth month, Author author, CancellationToken cancel)
    {
        await BookRoundingsAsync(cancel);
        var (issued, notOver) = (new List<StatementId>(), new List<string>());
        foreach (var parties in (await PartiesAsync(cancel)).Chunk(ReadAtOnce))
        {
            foreach (var (party, periods, isOver) in await Task.WhenAll(parties.Select(it => ReadAsync(it, month, cancel))))
            {
                foreach (var period in periods)
                    if (await IssueAsync(party, period, cancel) is { } id) issued.Add(id);
                if (!isOver) notOver.Add(party.Id);
            }
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

    /// <summary>What a party's open months come to, up to this one.</summary>
    private Task<(Party Party, List<Period> Periods, bool IsOver)> ReadAsync(
        Party party, BillingMonth last, CancellationToken cancel) => Task.Run(async () =>
    {
        var periods = new List<Period>();
        await using var db = store.Read();
        var (from, opening) = await StandAsync(db, party, cancel);
        for (var month = BillingMonth.Of(party.Zone, from); month <= last; month = month.Next)
        {
            var until = month.WindowIn(party.Zone).Until;
            if (until + Grace > clock.GetUtcNow()) return (party, periods, false);
            if (until <= from) continue;
            var scope = new StatementScope(party.Series, party.Id, party.Currency, party.Zone, from, until);
            var body = await StatementLines.ReadAsync(db, scope, cancel);
            var draft = StatementDraft.Of(party.Series, opening, new Money(body.Micros, party.Currency));
            periods.Add(new Period(month, scope, draft, body));
            (from, opening) = (until, draft.Closing);
        }

        return (party, periods, true);
    }, cancel);

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
    private async Task<StatementId?> IssueAsync(Party party, Period period, CancellationToken cancel)
    {
        var (month, scope, draft, body) = period;
        var codes = StatementAccounts.CodesOf(party.Series);
        var until = UnixMicros.Of(scope.Until);
        Statement[] closing =
            [.. codes.Select(code => new Statement(Close, code, party.Id, party.Currency.Code, until))];
        if (draft.Opening.IsZero && body.IsEmpty)
        {
            await store.Commits.CommitAsync(new CommitUnit(null, closing));
            return null;
        }

        var name = StatementAccounts.NameOf(party.Series);
        var insert = new Statement(
            Insert, name, party.Id, party.Name, party.Currency.Code, party.Zone.Id, month.ToString(),
            UnixMicros.Of(scope.From), until, draft.Opening.Micros, draft.Lines.Micros, draft.Closing.Micros,
            draft.Due.Micros, draft.Rounding.Micros, UnixMicros.Of(clock.GetUtcNow()), body.Write(), codes[0]);
        if (!await store.Commits.CommitAsync(new CommitUnit(insert, closing))) return null;
        await using var db = store.Read();
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
        var options = new ParallelOptions { MaxDegreeOfParallelism = RoundedAtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(rows, options, async (row, stop) =>
            await RoundingPosting.BookAsync(store, capacity, row, clock, stop));
    }

    private sealed record Period(BillingMonth Month, StatementScope Scope, StatementDraft Draft, StatementBody Body);

    private sealed record Party(StatementSeries Series, string Id, string Name, Currency Currency, TimeZoneInfo Zone);
}
