using System.Text.Json;
using Bidline.Accounts;
using Bidline.Billing.Debts;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Corrections;

/// <summary>
/// Corrections by people: previewed, with a reason and evidence, and above a limit approved by somebody else (money.md
/// M26). What is to be booked is written down first; booking it may be repeated without harm.
/// </summary>
public sealed class Adjustments(
    Store store, CallLog log, Capacity capacity, DebtReading debts, Audit audit, CorrectionSettings settings,
    TimeProvider clock)
{
    public const int CallsMax = 1_000;

    private const string Insert =
        "INSERT INTO adjustments (id, state, reason, evidence, lines, proposed_at, proposed_by) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6) ON CONFLICT (id) DO NOTHING";

    private const string Decide =
        "UPDATE adjustments SET state = @p1, decided_at = @p2, decided_by = @p3 WHERE id = @p0 AND state = 'proposed'";

    private readonly CallCorrection _corrections = new(store, capacity);

    /// <summary>What it would do, and to whom; nothing is booked.</summary>
    public async Task<IReadOnlyList<AdjustmentLine>> PreviewAsync(
        AdjustmentOrder order, Currency currency, CancellationToken cancel)
    {
        var lines = new List<AdjustmentLine>();
        foreach (var call in order.Calls.Distinct())
        {
            var sold = SoldCall.OfEnded(await log.ReadAsync(call, cancel))?.Sold;
            var money = await CallMoneyReading.ReadAsync(store, call, cancel);
            lines.Add(AdjustmentPlan.Of(call, order.Kind, sold, money, await IsDisputedAsync(call, cancel), currency));
        }

        return lines;
    }

    /// <summary>Publishers that it takes beyond their debt limit, with what they would owe.</summary>
    public async Task<IReadOnlyList<Debt>> BeyondAsync(IReadOnlyList<AdjustmentLine> lines, CancellationToken cancel)
    {
        var beyond = new List<Debt>();
        foreach (var one in lines.Where(line => line.Refusal is null && !line.Payout.IsZero)
            .GroupBy(line => new Debtor(DebtSide.Publisher, line.Publisher!.Value.Value, line.Payout.Currency)))
        {
            var change = one.Select(line => line.Payout).Aggregate((sum, payout) => sum + payout);
            if (debts.LimitOf(one.Key) is not { } limit || !change.IsNegative) continue;
            var debt = new Debt(one.Key, (await debts.SumsAsync(one.Key, cancel)).Owed - change, limit);
            if (debt.Beyond.IsPositive) beyond.Add(debt);
        }

        return beyond;
    }

    /// <summary>Books it, or writes it down for a second person. Idempotent on the key.</summary>
    /// <param name="key">Chosen by who asks: the adjustment's id is made of it.</param>
    public async Task<AdjustmentOutcome> ProposeAsync(
        AdjustmentOrder order, string key, Currency currency, Author author, CancellationToken cancel)
    {
        var id = $"adj_{TransactionId.For($"adjustment:{key}").Value:N}";
        if (await FindAsync(id, cancel) is { } known) return await BookedAsync(known, cancel);
        var lines = await PreviewAsync(order, currency, cancel);
        if (Refusal(order, lines) is { } refusal) return new AdjustmentOutcome.Refused(refusal);
        lines = [.. lines.Where(line => line.Refusal is null)];
        var sum = lines.Sum(line => Math.Abs(line.Revenue.Units) + Math.Abs(line.Payout.Units));
        var needsSecond = sum > settings.ApproveAboveUnits || (await BeyondAsync(lines, cancel)).Count > 0;
        var state = needsSecond ? "proposed" : "approved";
        // Somebody who repeats it may have been quicker: then that one stands.
        await store.Commits.CommitAsync(new CommitUnit(
            new Statement(
                Insert, id, state, order.Reason, order.Evidence, JsonSerializer.Serialize(lines, StoredJson.Options),
                UnixMicros.Of(clock.GetUtcNow()), author.Name),
            [audit.Line(author, Entry(state, id, lines, order.Reason))]));
        return await BookedAsync((await FindAsync(id, cancel))!, cancel);
    }

    /// <summary>By somebody else than who proposed it.</summary>
    public async Task<AdjustmentOutcome> DecideAsync(string id, bool approve, Author author, CancellationToken cancel)
    {
        if (await FindAsync(id, cancel) is not { } found)
            return new AdjustmentOutcome.Refused(Reason.Of("correction.state", ("state", "not there")));
        if (approve && found.ProposedBy == author.Name)
            return new AdjustmentOutcome.Refused(Reason.Of("correction.same_person"));
        var state = approve ? "approved" : "rejected";
        var decided = await store.Commits.CommitAsync(new CommitUnit(
            new Statement(Decide, id, state, UnixMicros.Of(clock.GetUtcNow()), author.Name),
            [audit.Line(author, Entry(state, id, found.Lines, found.Reason))]));
        return decided
            ? await BookedAsync((await FindAsync(id, cancel))!, cancel)
            : new AdjustmentOutcome.Refused(Reason.Of("correction.state", ("state", found.State)));
    }

    /// <summary>After a crash: what was approved and not booked.</summary>
    public async Task BookAllAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        var left = await db.Set<AdjustmentRow>().Where(row => row.State == "approved").ToListAsync(cancel);
        foreach (var row in left) await BookedAsync(Read(row), cancel);
    }

    public async Task<Adjustment?> FindAsync(string id, CancellationToken cancel)
    {
        await using var db = store.Read();
        return await db.Set<AdjustmentRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancel) is { } row
            ? Read(row)
            : null;
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<Adjustment>> ListAsync(string? state, string? after, int limit, CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = db.Set<AdjustmentRow>().AsNoTracking();
        if (state is not null) rows = rows.Where(row => row.State == state);
        var page = await rows.OrderByDescending(row => row.ProposedAt).ThenBy(row => row.Id).ToListAsync(cancel);
        var from = after is null ? 0 : page.FindIndex(row => row.Id == after) + 1;
        return [.. page.Skip(from).Take(limit).Select(Read)];
    }

    private static Reason? Refusal(AdjustmentOrder order, IReadOnlyList<AdjustmentLine> lines)
    {
        if (order.Seen is { } seen && seen != AdjustmentPlan.MarkOf(lines)) return Reason.Of("correction.changed");
        if (lines.All(line => line.Refusal is not null))
            return lines.Count == 1 ? lines[0].Refusal : Reason.Of("correction.nothing", ("calls", $"{lines.Count}"));
        return order.LeavesOut ? null : lines.FirstOrDefault(line => line.Refusal is not null)?.Refusal;
    }

    private async Task<AdjustmentOutcome> BookedAsync(Adjustment adjustment, CancellationToken cancel)
    {
        if (adjustment.State != "approved") return new AdjustmentOutcome.Done(adjustment);
        foreach (var line in adjustment.Lines) await BookAsync(adjustment, line, cancel);
        await store.Commits.CommitAsync(new CommitUnit(null, [new Statement(
            "UPDATE adjustments SET state = 'booked' WHERE id = @p0 AND state = 'approved'", adjustment.Id)]));
        return new AdjustmentOutcome.Done(adjustment with { State = "booked" });
    }

    private async Task BookAsync(Adjustment adjustment, AdjustmentLine line, CancellationToken cancel)
    {
        var key = $"adjustment:{adjustment.Id}:{line.Call}:";
        if (line.Revenue.IsNegative)
            await _corrections.BookAsync(line.Call, line.Buyer!.Value, all => Next(adjustment, line, key, all), cancel);
        else await ChargeAsync(adjustment, line, $"{key}0", cancel);
    }

    /// <summary>The next part that goes back to the buyer; null when all has.</summary>
    private static LedgerTransaction? Next(
        Adjustment adjustment, AdjustmentLine line, string key, IReadOnlyList<LedgerTransaction> all)
    {
        var own = all.Where(it => it.Key.StartsWith(key, StringComparison.Ordinal)).ToArray();
        var done = own.SelectMany(it => it.Entries).Where(entry => IsBuyers(entry.Account))
            .Aggregate(Money.Zero(line.Revenue.Currency), (sum, entry) => sum - entry.Amount);
        var money = CallMoneyReading.Of(all);
        // A correction that came in between may have left less.
        var left = Money.Min(-line.Revenue - done, money.Charged(line.Revenue.Currency));
        return left.IsPositive
            ? money.TakeBack(left, n => $"{key}{own.Length + n}", $"Adjusted: {adjustment.Reason}")[0]
            : null;
    }

    private async Task ChargeAsync(Adjustment adjustment, AdjustmentLine line, string key, CancellationToken cancel)
    {
        var (sale, buyer) = (new Sale(line.Revenue, line.Payout, line.Payout), line.Buyer!.Value);
        foreach (var account in (Account[])[ChartOfAccounts.Prepaid(buyer), ChartOfAccounts.Receivable(buyer)])
        {
            var charge = new LedgerTransaction(
                TransactionId.For(key), TransactionKind.Adjustment, key, $"Adjusted: {adjustment.Reason}",
                CallPosting.Lines(sale, line.Publisher!.Value, account), line.Call);
            if (await capacity.PostAsync(buyer, charge, cancel) != PostOutcome.NotCovered) return;
        }
    }

    private async Task<bool> IsDisputedAsync(CallId call, CancellationToken cancel)
    {
        var id = call.ToString();
        await using var db = store.Read();
        return await db.Set<DisputeRow>()
            .AnyAsync(row => row.CallId == id && (row.State == "open" || row.State == "appealed" || row.Booked == 0), cancel);
    }

    private static bool IsBuyers(Account account) =>
        account.Kind is AccountKind.BuyerPrepaid or AccountKind.BuyerReceivable;

    private static AuditEntry Entry(string state, string id, IReadOnlyList<AdjustmentLine> lines, string reason)
    {
        var sum = lines.Select(line => line.Revenue).Aggregate((one, other) => one + other);
        return new AuditEntry(
            state, $"adjustment {id}", $"{lines.Count} calls, {sum} for their buyers: {reason}", null,
            JsonSerializer.Serialize(lines, StoredJson.Options));
    }

    private static Adjustment Read(AdjustmentRow row) => new(
        row.Id, row.State, row.Reason, row.Evidence,
        JsonSerializer.Deserialize<List<AdjustmentLine>>(row.Lines, StoredJson.Options)!, UnixMicros.At(row.ProposedAt),
        row.ProposedBy, UnixMicros.At(row.DecidedAt), row.DecidedBy);
}
