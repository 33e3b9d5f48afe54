using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Pings;

/// <summary>
/// What was promised, in the store: durable before the publisher hears of it, and closed once, by the call that uses it
/// or by its time. Safe on any thread and on any number of nodes: the store decides who was first.
/// </summary>
public sealed class Reservations(
    Store store, SamePings same, OfferCounts counts, HeldCallers held, ConfirmedPlaces places, TimeProvider clock)
{
    // Of one caller on one number; the newest are the ones that count.
    private const int LookedAtMax = 20;

    /// <summary>At the start: how far back what publishers did with their offers is counted.</summary>
    private static readonly TimeSpan CountedFor = TimeSpan.FromDays(1);

    // What calls came for stays, and is not looked over again each time.
    private string _forgottenUntil = "";

    /// <summary>Writes a promise and its ping together. Throws <see cref="StoreException"/> when it is not durable.</summary>
    public async Task MakeAsync(Reservation reservation, Ping ping, string? sameKey, Statement pingRow)
    {
        try
        {
            await store.Commits.CommitAsync(new CommitUnit(
                null, [ReservationStatements.Make(reservation, ping, sameKey), pingRow])).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            counts.Close(reservation.Publisher, reservation.Id, OfferEnd.GivenBack);
            held.Free(reservation);
            throw;
        }
    }

    public async Task<KeptReservation?> FindAsync(ReservationId id, CancellationToken cancel)
    {
        var text = id.ToString();
        await using var db = store.Read();
        var row = await db.Set<ReservationRow>().AsNoTracking()
            .FirstOrDefaultAsync(row => row.Id == text, cancel).ConfigureAwait(false);
        return row is null ? null : ReservationStatements.Read(row);
    }

    /// <summary>
    /// What a call of this caller to this number may have come for, newest first: its own, or else those of a ping that
    /// did not say who would call.
    /// </summary>
    public async Task<IReadOnlyList<KeptReservation>> OnNumberAsync(
        PhoneNumber number, PhoneNumber caller, CancellationToken cancel)
    {
        if (!caller.IsSet) return [];
        var (dialled, who) = (number.E164, caller.E164);
        await using var db = store.Read();
        var rows = await db.Set<ReservationRow>().AsNoTracking()
            .Where(row => row.Number == dialled && row.Caller == who)
            .OrderByDescending(row => row.Id).Take(LookedAtMax)
            .ToListAsync(cancel).ConfigureAwait(false);
        return rows.ConvertAll(ReservationStatements.Read);
    }

    /// <summary>A publisher that said nobody's number with its ping says it now, and may then use a shared number.</summary>
    public async Task NameCallerAsync(ReservationId id, PhoneNumber caller, PingEndpoint endpoint)
    {
        var number = endpoint.Numbers.Count == 0
            ? default
            : endpoint.Numbers[(int)((uint)id.Value.GetHashCode() % (uint)endpoint.Numbers.Count)];
        await store.Commits.CommitAsync(new CommitUnit(null, [ReservationStatements.NameCaller(id, caller, number)]))
            .ConfigureAwait(false);
    }

    /// <summary>The publisher gives an offer back. False when it is over already.</summary>
    public async Task<bool> ReleaseAsync(Reservation made)
    {
        var guard = ReservationStatements.CloseAs(ReservationState.Released, made.Id, null, clock.GetUtcNow());
        same.Forget(made.Id);
        if (!await store.Commits.CommitAsync(new CommitUnit(guard, [])).ConfigureAwait(false)) return false;
        counts.Close(made.Publisher, made.Id, OfferEnd.GivenBack);
        held.Free(made);
        places.Free(made);
        return true;
    }

    /// <summary>Writes down which promises have run out. Nothing depends on when: time itself ends them.</summary>
    public async Task ExpireAsync(CancellationToken cancel)
    {
        places.Expire();
        var now = clock.GetUtcNow();
        var micros = UnixMicros.Of(now);
        await using var db = store.Read();
        var over = await db.Set<ReservationRow>().CountAsync(row => row.State == "open" && row.Until <= micros, cancel)
            .ConfigureAwait(false);
        await store.Commits.SliceAsync(over, ReservationStatements.ExpireSome(now)).ConfigureAwait(false);
    }

    /// <summary>Deletes promises from before this moment that no call came for.</summary>
    public async Task ForgetAsync(DateTimeOffset before, CancellationToken cancel)
    {
        var until = ReservationId.Of(new PingId(Guid.CreateVersion7(before))).ToString();
        for (var rows = 0; rows < Slice.RoundMax; rows += Slice.Rows)
        {
            await using var db = store.Read();
            var from = _forgottenUntil;
            var old = await db.Set<ReservationRow>()
                .Where(row => string.Compare(row.Id, until) < 0 && string.Compare(row.Id, from) > 0 && row.CallId == null)
                .OrderBy(row => row.Id).Select(row => row.Id).Take(Slice.Rows).ToListAsync(cancel).ConfigureAwait(false);
            if (old.Count == 0) return;
            await store.Commits.CommitAsync(new CommitUnit(null, [ReservationStatements.Forget(old[0], old[^1])]))
                .ConfigureAwait(false);
            _forgottenUntil = old[^1];
        }
    }

    /// <summary>At the start: the same pings get the offers again that an earlier process made.</summary>
    public async Task LoadAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var (open, recent) = (UnixMicros.Of(now), UnixMicros.Of(now - SamePings.KeyKeptFor));
        await using var db = store.Read();
        var rows = await db.Set<ReservationRow>().AsNoTracking()
            .Where(row => (row.State == "open" && row.Until > open) || (row.IdempotencyKey != null && row.At > recent))
            .ToListAsync(cancel).ConfigureAwait(false);
        foreach (var row in rows)
        {
            var kept = ReservationStatements.Read(row);
            var isOpen = kept.StateAt(now) == ReservationState.Open;
            same.Remember(kept.Reservation, isOpen ? row.SameKey : null, row.IdempotencyKey, row.RequestHash);
            if (!isOpen) continue;
            counts.Reopen(kept.Reservation);
            held.HoldAgain(kept.Reservation);
        }

        await LearnAsync(db, now, cancel).ConfigureAwait(false);
    }

    private async Task LearnAsync(Db db, DateTimeOffset now, CancellationToken cancel)
    {
        var since = UnixMicros.Of(now - CountedFor);
        var ended = await db.Set<ReservationRow>().AsNoTracking()
            .Where(row => row.At > since && (row.State == "used" || row.State == "expired" || row.State == "mismatched"))
            .GroupBy(row => new { row.Publisher, Claimed = row.State == "used" })
            .Select(group => new { group.Key.Publisher, group.Key.Claimed, Count = group.Count() })
            .ToListAsync(cancel).ConfigureAwait(false);
        foreach (var publisher in ended.GroupBy(it => it.Publisher))
        {
            counts.Learn(
                new PublisherId(publisher.Key), publisher.Where(it => it.Claimed).Sum(it => it.Count),
                publisher.Where(it => !it.Claimed).Sum(it => it.Count));
        }
    }
}
