using System.Globalization;
using Bidline.Accounts;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Corrections;

/// <summary>
/// Disputes of buyers, from the opening to the last decision. While one is open its money waits in suspense; what is
/// accepted goes back to the buyer, and the publisher's part is taken from what it earns next (money.md M24, M25).
/// </summary>
public sealed class Disputes(
    Store store, CallLog log, DisputeBooking booking, Audit audit, CorrectionSettings settings, TimeProvider clock)
{
    private const string Insert =
        "INSERT INTO disputes (id, call_id, buyer, publisher, currency, amount, state, reason, evidence, opened_at, "
        + "opened_by, round, booked) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, 'open', @p6, @p7, @p8, @p9, 1, 0)";

    // Touches the call's row, so that two openings are one after the other.
    private const string IsFirst =
        "UPDATE calls SET events = events WHERE id = @p0 AND NOT EXISTS (SELECT 1 FROM disputes WHERE call_id = @p0)";

    private const string Decided =
        "UPDATE disputes SET accepted = @p1, decision_text = @p2, decided_at = @p3, decided_by = @p4, booked = 0, "
        + "state = CASE WHEN round = 1 THEN 'decided' ELSE 'final' END "
        + "WHERE id = @p0 AND state IN ('open', 'appealed') AND COALESCE(accepted, 0) <= @p1 AND booked = 1";

    private const string Appealed =
        "UPDATE disputes SET state = 'appealed', appeal = @p1, round = 2, booked = 0 "
        + "WHERE id = @p0 AND state = 'decided' AND booked = 1 AND decided_at >= @p2 AND accepted < amount";

    private const string Answered =
        "UPDATE disputes SET answer = @p1 WHERE id = @p0 AND state IN ('open', 'appealed')";

    public async Task<DisputeOutcome> OpenAsync(DisputeOrder order, Author author, CancellationToken cancel)
    {
        var entries = await log.ReadAsync(order.Call, cancel);
        if (SoldCall.OfEnded(entries) is not { Sold: { } sold } call) return Refused("dispute.not_billed");
        if (order.Buyer is { } buyer && buyer != sold.Buyer) return Refused("dispute.not_billed");
        var money = await CallMoneyReading.ReadAsync(store, order.Call, cancel);
        var charged = money.Charged(sold.Terms.Price.Currency);
        var amount = order.Amount ?? charged;
        if (Refusal(entries, charged, amount) is { } reason) return new DisputeOutcome.Refused(reason);
        var id = $"dis_{Ids.New(clock):N}";
        var opened = await store.Commits.CommitAsync(new CommitUnit(
            new Statement(IsFirst, order.Call.ToString()),
            [
                new Statement(
                    Insert, id, order.Call.ToString(), sold.Buyer.Value, sold.Terms.Publisher.Value, amount.Currency.Code,
                    amount.Micros, order.Reason, order.Evidence, UnixMicros.Of(clock.GetUtcNow()), author.Name),
                audit.Line(author, new AuditEntry("disputed", $"call {order.Call}", $"{amount}: {order.Reason} ({id})")),
            ]));
        if (!opened) return Refused("dispute.twice");
        await booking.BookAsync(id, cancel);
        if (call.Ended.TalkTime >= settings.AcceptShorter) return await FoundAsync(id, cancel);
        var rule = new Author("rule", Author.ThisMachine, author.RequestId);
        var text = string.Create(
            CultureInfo.InvariantCulture, $"Talked less than {settings.AcceptShorter.TotalSeconds:0.###} s: accepted by rule.");
        return await DecideAsync(id, amount, text, rule, cancel);
    }

    /// <summary>What the publisher says to it; may be said again until it is decided.</summary>
    public async Task<DisputeOutcome> AnswerAsync(string id, string text, Author author, CancellationToken cancel) =>
        await ChangeAsync(id, new Statement(Answered, id, text), "answered", text, author, cancel);

    /// <param name="accepted">
    /// What goes back to the buyer in all: 0 rejects, the whole accepts. An appeal's decision is never below the first.
    /// </param>
    public async Task<DisputeOutcome> DecideAsync(
        string id, Money accepted, string text, Author author, CancellationToken cancel)
    {
        if (await FindAsync(id, cancel) is not { } dispute) return Refused("dispute.unknown");
        if (accepted.Currency != dispute.Amount.Currency || accepted.IsNegative || accepted > dispute.Amount)
        {
            return new DisputeOutcome.Refused(Reason.Of(
                "dispute.amount", ("amount", accepted.ToString()), ("most", dispute.Amount.ToString())));
        }

        await booking.BookAsync(id, cancel);
        return await ChangeAsync(
            id, new Statement(Decided, id, accepted.Micros, text, UnixMicros.Of(clock.GetUtcNow()), author.Name),
            "decided", $"{accepted} of {dispute.Amount} accepted: {text}", author, cancel);
    }

    /// <summary>Once, by the buyer, within the window, where not all was accepted.</summary>
    public async Task<DisputeOutcome> AppealAsync(string id, string text, Author author, CancellationToken cancel)
    {
        await booking.BookAsync(id, cancel);
        var since = UnixMicros.Of(clock.GetUtcNow() - settings.AppealWindow);
        return await ChangeAsync(id, new Statement(Appealed, id, text, since), "appealed", text, author, cancel);
    }

    /// <summary>Null when there is none.</summary>
    public async Task<Dispute?> FindAsync(string id, CancellationToken cancel)
    {
        await using var db = store.Read();
        return await db.Set<DisputeRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancel) is { } row
            ? row.Read()
            : null;
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<Dispute>> ListAsync(
        BuyerId? buyer, CallId? call, string? state, string? after, int limit, CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = db.Set<DisputeRow>().AsNoTracking();
        if (buyer is { } whose) rows = rows.Where(row => row.Buyer == whose.Value);
        if (call?.ToString() is { } id) rows = rows.Where(row => row.CallId == id);
        if (state is not null) rows = rows.Where(row => row.State == state);
        if (after is not null) rows = rows.Where(row => string.Compare(row.Id, after) < 0);
        var page = await rows.OrderByDescending(row => row.Id).Take(limit).ToListAsync(cancel);
        return page.ConvertAll(row => row.Read());
    }

    private async Task<DisputeOutcome> ChangeAsync(
        string id, Statement change, string action, string summary, Author author, CancellationToken cancel)
    {
        var line = audit.Line(author, new AuditEntry(action, $"dispute {id}", summary));
        if (!await store.Commits.CommitAsync(new CommitUnit(change, [line])))
        {
            return await FindAsync(id, cancel) is { } found
                ? new DisputeOutcome.Refused(Reason.Of("dispute.state", ("state", found.State), ("step", action)))
                : Refused("dispute.unknown");
        }

        await booking.BookAsync(id, cancel);
        return await FoundAsync(id, cancel);
    }

    private Reason? Refusal(IReadOnlyList<CallLogEntry> entries, Money charged, Money amount)
    {
        if (!charged.IsPositive) return Reason.Of("dispute.not_billed");
        if (amount.Currency != charged.Currency || !amount.IsPositive || amount > charged)
            return Reason.Of("dispute.amount", ("amount", amount.ToString()), ("most", charged.ToString()));
        var until = entries.First(entry => entry.Event is CallEvent.Ended).At + settings.Window;
        return clock.GetUtcNow() > until
            ? Reason.Of("dispute.late", ("until", until.ToString("u", CultureInfo.InvariantCulture)))
            : null;
    }

    private async Task<DisputeOutcome> FoundAsync(string id, CancellationToken cancel) =>
        new DisputeOutcome.Done((await FindAsync(id, cancel))!);

    private static DisputeOutcome.Refused Refused(string code) => new(Reason.Of(code));
}
