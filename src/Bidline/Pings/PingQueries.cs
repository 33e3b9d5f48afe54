using System.Text.Json;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Pings;

/// <summary>Looks into pings and what was promised, the same on both stores. Safe on any thread.</summary>
public sealed class PingQueries(Store store)
{
    public const int LimitMax = 200;

    /// <summary>A page of pings, newest first, with the state of what was promised to each.</summary>
    public async Task<IReadOnlyList<PingWithReservation>> ListAsync(PingListQuery query, CancellationToken cancel)
    {
        await using var db = store.Read();
        var all = query.Within is { } within
            ? db.Set<PingRow>().FromSqlRaw(within.Text, [.. within.Values])
            : db.Set<PingRow>();
        var rows = await Filtered(all.AsNoTracking(), query)
            .OrderByDescending(row => row.Id).Take(Math.Clamp(query.Limit, 1, LimitMax + 1))
            .ToListAsync(cancel);
        var ids = rows.Where(row => row.Reservation is not null).Select(row => row.Reservation!).Distinct().ToList();
        var kept = await db.Set<ReservationRow>().AsNoTracking().Where(row => ids.Contains(row.Id))
            .Select(row => new ReservationRow
            {
                Id = row.Id, At = row.At, Endpoint = row.Endpoint, Publisher = row.Publisher, Campaign = row.Campaign,
                Caller = row.Caller, Number = row.Number, Currency = row.Currency, PriceMicros = row.PriceMicros,
                Until = row.Until, State = row.State, CallId = row.CallId, ClosedAt = row.ClosedAt, SameKey = "",
                Target = row.Target, Buyer = row.Buyer, BidId = row.BidId, Auction = row.Auction, Body = "",
            })
            .ToDictionaryAsync(row => row.Id, cancel);
        return [.. rows.Select(row => new PingWithReservation(
            row, row.Reservation is { } id ? kept.GetValueOrDefault(id) : null))];
    }

    /// <summary>
    /// The ping that an id belongs to: its own, its reservation's in any spelling, its auction's, its call's, the winning
    /// bid's, or that of a hold or ledger transaction of its call. Null when there is none.
    /// </summary>
    public async Task<PingWithReservation?> FindAsync(string text, CancellationToken cancel)
    {
        if (text.Length is 0 or > 200) return null;
        await using var db = store.Read();
        if (PingId.TryParse(text, out var ping)) return await WholeAsync(db, ping.ToString(), cancel);
        var reservations = db.Set<ReservationRow>().AsNoTracking();
        if (OfferAddress.TryRead(text, out var offer))
        {
            var own = offer.ToString();
            return await OfAsync(db, await reservations.FirstOrDefaultAsync(row => row.Id == own, cancel), cancel);
        }

        var call = await CallOfAsync(db, text, cancel);
        var kept = await reservations
            .Where(row => row.CallId == call || row.Auction == text || row.BidId == text)
            .OrderByDescending(row => row.Id).FirstOrDefaultAsync(cancel);
        if (kept is not null) return await OfAsync(db, kept, cancel);
        var asked = await db.Set<PingRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Auction == text, cancel);
        return asked is null ? null : new PingWithReservation(asked, null);
    }

    private static IQueryable<PingRow> Filtered(IQueryable<PingRow> rows, PingListQuery query)
    {
        if (query.Endpoint is { } endpoint) rows = rows.Where(row => row.Endpoint == endpoint.Value);
        if (query.Endpoints is { } endpoints)
        {
            var any = endpoints.Select(it => it.Value).ToList();
            rows = rows.Where(row => any.Contains(row.Endpoint));
        }

        if (query.Publisher is { } publisher) rows = rows.Where(row => row.Publisher == publisher.Value);
        if (query.Campaign is { } campaign) rows = rows.Where(row => row.Campaign == campaign.Value);
        if (query.Outcome is { } outcome) rows = rows.Where(row => row.Outcome == outcome);
        if (query.ReasonClass is { } because) rows = rows.Where(row => row.ReasonClass == because);
        if (query.Reason is { } reason) rows = rows.Where(row => row.Reason == reason);
        if (query.Caller is { IsSet: true } caller)
        {
            var number = caller.E164;
            rows = rows.Where(row => row.Caller == number);
        }

        if (query.After is { } after)
        {
            var id = after.ToString();
            rows = rows.Where(row => string.Compare(row.Id, id) < 0);
        }

        return rows;
    }

    private static async Task<string> CallOfAsync(Db db, string text, CancellationToken cancel)
    {
        var call = text.Split('_')[0] switch
        {
            "hold" => await db.Set<HoldRow>().Where(row => row.Id == text).Select(row => row.CallId)
                .FirstOrDefaultAsync(cancel),
            "led" => await db.Set<LedgerTransactionRow>().Where(row => row.Id == text).Select(row => row.CallId)
                .FirstOrDefaultAsync(cancel),
            _ => null,
        };
        return call ?? text;
    }

    private static async Task<PingWithReservation?> WholeAsync(Db db, string id, CancellationToken cancel)
    {
        var row = await db.Set<PingRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancel);
        if (row is null) return null;
        var kept = row.Reservation is not { } reservation ? null : await db.Set<ReservationRow>().AsNoTracking()
            .FirstOrDefaultAsync(it => it.Id == reservation, cancel);
        return new PingWithReservation(row, kept);
    }

    private static async Task<PingWithReservation?> OfAsync(Db db, ReservationRow? kept, CancellationToken cancel)
    {
        if (kept is null) return null;
        var id = ReservationId.Parse(kept.Id);
        return await WholeAsync(db, new PingId(id.Value).ToString(), cancel);
    }
}

/// <summary>A ping as it is kept.</summary>
/// <param name="Reservation">What it was promised, or was promised again; null for none.</param>
public sealed record PingWithReservation(PingRow Ping, ReservationRow? Reservation)
{
    /// <summary>How the price was made; null where it did not come to that, and where the reservation was read in part.</summary>
    public PriceMaking? Making => Ping.Making is { } json ? JsonSerializer.Deserialize<PriceMaking>(json, StoredJson.Options)
        : Reservation is { Body.Length: > 0 } row ? ReservationStatements.Read(row).Reservation.Making
        : null;

    /// <summary>Null where nothing was promised.</summary>
    public string? StateAt(DateTimeOffset now) => Reservation is { State: "open" } open && open.Until <= UnixMicros.Of(now)
        ? "expired"
        : Reservation?.State;
}

/// <summary>What a list of pings is to have; an absent one is any.</summary>
/// <param name="Outcome">"offered", "cached" or "rejected".</param>
/// <param name="After">The last one of the page before.</param>
public sealed record PingListQuery(
    EndpointId? Endpoint = null, PublisherId? Publisher = null, CampaignId? Campaign = null, string? Outcome = null,
    string? ReasonClass = null, string? Reason = null, PhoneNumber Caller = default, PingId? After = null, int Limit = 50)
{
    /// <summary>Any of them; null is every one. Of few among many publishers, their pings are found faster by it.</summary>
    public IReadOnlyList<EndpointId>? Endpoints { get; init; }

    /// <summary>The rows to choose from, where they are not all.</summary>
    public SqlText? Within { get; init; }
}
