using System.Text.Json;
using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Pings;

/// <summary>Pings and reservations in SQL: how they are written, closed and read back.</summary>
internal static class ReservationStatements
{
    private const string Insert =
        "INSERT INTO reservations (id, at, endpoint, publisher, campaign, caller, number, currency, price_micros, until, "
        + "state, same_key, idempotency_key, request_hash, target, buyer, bid_id, auction, body) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, 'open', @p10, @p11, @p12, @p13, @p14, @p15, @p16, @p17)";

    // The guard of a claim: whoever changes the row has it, and nobody else will.
    private const string Close =
        "UPDATE reservations SET state = @p0, call_id = @p1, closed_at = @p2 WHERE id = @p3 AND state = 'open'";

    private const string NoteLate =
        "UPDATE reservations SET state = 'expired', call_id = @p0, closed_at = @p1 "
        + "WHERE id = @p2 AND state IN ('open', 'expired') AND call_id IS NULL";

    // Some of them: whoever makes a promise meanwhile waits for this.
    private static readonly string Expire =
        "UPDATE reservations SET state = 'expired', closed_at = until WHERE id IN "
        + $"(SELECT id FROM reservations WHERE state = 'open' AND until <= @p0 ORDER BY until LIMIT {Slice.Rows}) "
        + "AND state = 'open'";

    public static Statement Make(Reservation made, Ping ping, string? sameKey) => new(
        Insert,
        made.Id.ToString(),
        UnixMicros.Of(made.At),
        made.Endpoint.Value,
        made.Publisher.Value,
        made.Campaign.Value,
        made.Caller.IsSet ? made.Caller.E164 : null,
        made.Number.IsSet ? made.Number.E164 : null,
        made.Price.Currency.Code,
        made.Price.Micros,
        UnixMicros.Of(made.Until),
        sameKey ?? "",
        ping.IdempotencyKey,
        ping.RequestHash,
        made.Winner.Target.Value,
        made.Winner.Buyer.Value,
        made.Winner.BidId,
        made.Record.Id.ToString(),
        PackedJson.Write(made));

    public static Statement CloseAs(ReservationState state, ReservationId id, CallId? call, DateTimeOffset at) =>
        new(Close, Spell(state), call?.ToString(), UnixMicros.Of(at), id.ToString());

    public static Statement Late(ReservationId id, CallId call, DateTimeOffset at) =>
        new(NoteLate, call.ToString(), UnixMicros.Of(at), id.ToString());

    public static Statement ExpireSome(DateTimeOffset now) => new(Expire, UnixMicros.Of(now));

    /// <summary>From the first to the last of these ids; what a call came for is left.</summary>
    public static Statement Forget(string first, string last) => new(
        "DELETE FROM reservations WHERE id >= @p0 AND id <= @p1 AND call_id IS NULL", first, last);

    public static string Spell(ReservationState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    /// <summary>A publisher that says only afterwards who will call.</summary>
    public static Statement NameCaller(ReservationId id, PhoneNumber caller, PhoneNumber number) => new(
        "UPDATE reservations SET caller = @p0, number = @p1 WHERE id = @p2 AND state = 'open' AND caller IS NULL",
        caller.E164, number.IsSet ? number.E164 : null, id.ToString());

    public static KeptReservation Read(ReservationRow row) => new(
        (PackedJson.Read<Reservation>(row.Body)
            ?? throw new JsonException($"Reservation {row.Id} is empty.")) with
        {
            Caller = PhoneNumber.TryParse(row.Caller, out var caller) ? caller : default,
            Number = PhoneNumber.TryParse(row.Number, out var number) ? number : default,
        },
        Enum.GetValues<ReservationState>().First(state => Spell(state) == row.State),
        CallId.TryParse(row.CallId, out var call) ? call : null,
        UnixMicros.At(row.ClosedAt));
}
