using Bidline.Billing;
using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Routing;

/// <summary>
/// How a buyer's keeper writes: every unit stands behind the keeper's fence, so that one that was replaced changes
/// nothing (stack.md 3b).
/// </summary>
internal sealed class HoldStatements(BuyerId buyer, Fence fence)
{
    private const string Insert =
        "INSERT INTO holds (id, call_id, attempt, buyer, target, currency, amount, credit_limit, state, reserved_at, "
        + "expires_at, opened_seq, buyer_caps, target_caps) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, 'open', @p8, @p9, @p10, @p11, @p12) "
        + "ON CONFLICT (id) DO NOTHING";

    private const string Tombstone =
        "INSERT INTO holds (id, attempt, buyer, currency, amount, credit_limit, state, reserved_at, expires_at, "
        + "ended_at, reason, opened_seq, closed_seq, buyer_caps, target_caps) "
        + "VALUES (@p0, 0, @p1, @p2, 0, 0, 'released', @p3, @p3, @p3, @p4, @p5, @p5, '{}', '{}') "
        + "ON CONFLICT (id) DO NOTHING";

    private const string Close =
        "UPDATE holds SET state = @p1, captured = @p2, ended_at = @p3, reason = @p4, closed_seq = @p5 "
        + "WHERE id = @p0 AND state = 'open'";

    // Connected is said again, because the first time may have been lost: a cap that counts connected calls depends on it.
    private const string CloseConnected =
        "UPDATE holds SET state = @p1, captured = @p2, connected_at = COALESCE(connected_at, @p3), ended_at = @p3, "
        + "reason = @p4, closed_seq = @p5 WHERE id = @p0 AND state = 'open'";

    private const string Connect = "UPDATE holds SET connected_at = @p1 WHERE id = @p0 AND connected_at IS NULL";

    private const string Raise =
        "UPDATE holds SET amount = amount + @p1, renewed = renewed + @p1 WHERE id = @p0 AND state = 'open'";

    // The first conversion gives the call its place in the order in which the keeper decided.
    private const string MarkConverted =
        "UPDATE holds SET converted = converted + @p1, converted_seq = COALESCE(converted_seq, @p2) WHERE id = @p0";

    /// <summary>Changes no row for a hold that is known: a reserve that comes twice, or after its release.</summary>
    public CommitUnit Reserve(ReserveOrder order, OpenHold hold, DateTimeOffset at, long seq, CapsTexts caps) => new(
        new Statement(
            Insert, order.Hold.ToString(), order.Call.ToString(), order.Attempt, buyer.Value, order.Target.Value,
            hold.Amount.Currency.Code, hold.Amount.Micros, order.CreditLimit.Micros, UnixMicros.Of(at),
            UnixMicros.Of(hold.ExpiresAt), seq, caps.Of(order.BuyerCaps.At(at)), caps.Of(order.TargetCaps.At(at))),
        []) { Fence = fence };

    /// <summary>For a release that came before its reserve: the reserve must find that it is over.</summary>
    public CommitUnit Bury(HoldId hold, Reason reason, DateTimeOffset at, long seq) => Fenced(
        new Statement(
            Tombstone, hold.ToString(), buyer.Value, Currency.Usd.Code, UnixMicros.Of(at), reason.Code, seq));

    public CommitUnit Renew(OpenHold hold, Money more) =>
        Fenced(new Statement(Raise, hold.Id.ToString(), more.Micros));

    public CommitUnit Convert(
        LedgerTransaction posting, HoldId hold, Money revenue, DateTimeOffset at, long seq) => revenue.IsPositive
            ? Once(posting, at, new Statement(MarkConverted, hold.ToString(), revenue.Micros, seq))
            : Once(posting, at);

    public CommitUnit Connected(HoldId hold, DateTimeOffset at) =>
        Fenced(new Statement(Connect, hold.ToString(), UnixMicros.Of(at)));

    public CommitUnit End(OpenHold hold, string state, Reason reason, DateTimeOffset at, long seq) =>
        Fenced(Closing(hold, state, 0, reason, at, seq));

    public CommitUnit Post(LedgerTransaction transaction, DateTimeOffset at) => Once(transaction, at);

    public CommitUnit Correct(LedgerTransaction correction, int seen, DateTimeOffset at) =>
        new(LedgerStatements.InsertSeen(correction, seen, at), [.. LedgerStatements.Lines(correction, at)]) { Fence = fence };

    public CommitUnit Bear(LedgerTransaction writeOff, Money amount, DateTimeOffset at) => new(
        LedgerStatements.InsertOwed(writeOff, buyer, amount, at), [.. LedgerStatements.Lines(writeOff, at)]) { Fence = fence };

    public CommitUnit Capture(
        OpenHold hold, Money captured, LedgerTransaction posting, Reason reason, DateTimeOffset at, long seq) =>
        Once(posting, at, Closing(hold, "captured", captured.Micros, reason, at, seq));

    private static Statement Closing(
        OpenHold hold, string state, long captured, Reason reason, DateTimeOffset at, long seq) => new(
        hold.IsConnected ? CloseConnected : Close, hold.Id.ToString(), state, captured, UnixMicros.Of(at), reason.Code, seq);

    private CommitUnit Fenced(params Statement[] statements) => new(null, statements) { Fence = fence };

    /// <summary>
    /// The transaction's own row is the guard: one that was posted before changes nothing. The fence is asked once for all
    /// units of a group; a condition on its row in each guard would write that row as often.
    /// </summary>
    private CommitUnit Once(LedgerTransaction posting, DateTimeOffset at, params Statement[] then) =>
        new(LedgerStatements.InsertOnce(posting, at), [.. LedgerStatements.Lines(posting, at), .. then]) { Fence = fence };
}
