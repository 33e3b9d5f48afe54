using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Routing.Shared;

/// <summary>How the keeper of a shared cap writes: behind its fence, as <see cref="HoldStatements"/> does.</summary>
internal sealed class SharedStatements(SharedParty party, Fence fence)
{
    private const string Insert =
        "INSERT INTO shared_holds (party, hold_id, call_id, currency, amount, state, reserved_at, expires_at, opened_seq, caps) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, 'open', @p5, @p6, @p7, @p8) ON CONFLICT (party, hold_id) DO NOTHING";

    private const string Tombstone =
        "INSERT INTO shared_holds (party, hold_id, currency, amount, state, reserved_at, expires_at, ended_at, reason, "
        + "opened_seq, closed_seq, caps) VALUES (@p0, @p1, @p2, 0, 'ended', @p3, @p3, @p3, @p4, @p5, @p5, '{}') "
        + "ON CONFLICT (party, hold_id) DO NOTHING";

    private const string Connect =
        "UPDATE shared_holds SET connected_at = @p2 WHERE party = @p0 AND hold_id = @p1 AND connected_at IS NULL";

    private const string Close =
        "UPDATE shared_holds SET state = 'ended', used = @p2, ended_at = @p3, reason = @p4, closed_seq = @p5 "
        + "WHERE party = @p0 AND hold_id = @p1 AND state = 'open'";

    private const string Raise =
        "UPDATE shared_holds SET amount = amount + @p2, renewed = renewed + @p2 "
        + "WHERE party = @p0 AND hold_id = @p1 AND state = 'open'";

    private const string KeptAndLess =
        Fence.Standing
        + " AND EXISTS (SELECT 1 FROM shared_holds WHERE party = @p0 AND hold_id = @p2 AND used + converted < @p3)";

    // The first conversion gives the call its place in the order in which the keeper decided.
    private const string MarkConverted =
        "UPDATE shared_holds SET converted = @p2 - used, converted_seq = COALESCE(converted_seq, @p3) "
        + "WHERE party = @p0 AND hold_id = @p1";

    public CommitUnit Reserve(SharedOrder order, SharedHold hold, DateTimeOffset at, long seq, CapsTexts caps) => new(
        new Statement(
            Insert, party.Key, order.Hold.ToString(), order.Call.ToString(), hold.Amount.Currency.Code,
            hold.Amount.Micros, UnixMicros.Of(at), UnixMicros.Of(hold.ExpiresAt), seq, caps.Of(order.Claim.Caps.At(at))),
        []) { Fence = fence };

    /// <summary>For an end that came before its reserve: the reserve must find that it is over.</summary>
    public CommitUnit Bury(SharedEnd end, DateTimeOffset at, long seq) => Fenced(
        new Statement(
            Tombstone, party.Key, end.Hold.ToString(), end.Used.Currency.Code, UnixMicros.Of(at), end.Reason.Code, seq));

    public CommitUnit Renew(HoldId hold, Money more) =>
        Fenced(new Statement(Raise, party.Key, hold.ToString(), more.Micros));

    /// <summary>Not written when as much was counted before.</summary>
    public CommitUnit Convert(SharedConversion conversion, long seq) => new(
        new Statement(KeptAndLess, party.Key, fence.Token, conversion.Hold.ToString(), conversion.Total.Micros),
        [new Statement(MarkConverted, party.Key, conversion.Hold.ToString(), conversion.Total.Micros, seq)]);

    public CommitUnit Connected(HoldId hold, DateTimeOffset at) =>
        Fenced(new Statement(Connect, party.Key, hold.ToString(), UnixMicros.Of(at)));

    public CommitUnit End(SharedHold hold, SharedEnd end, DateTimeOffset at, long seq)
    {
        var closing = new Statement(
            Close, party.Key, hold.Id.ToString(), end.Used.Micros, UnixMicros.Of(at), end.Reason.Code, seq);
        return hold.IsConnected
            ? Fenced(new Statement(Connect, party.Key, hold.Id.ToString(), UnixMicros.Of(at)), closing)
            : Fenced(closing);
    }

    private CommitUnit Fenced(params Statement[] statements) => new(null, statements) { Fence = fence };
}
